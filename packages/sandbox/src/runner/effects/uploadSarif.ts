import { SarifLog } from '../../forge/codeScanning/records';
import { Workspace } from '../RunState';
import { StepContext, StepEffect, succeeded } from './StepEffect';

/** `github/codeql-action/upload-sarif`. */
export const uploadSarif: StepEffect = {
  name: 'upload-sarif',
  isCheck: false,
  matches: step => step.action === 'github/codeql-action/upload-sarif',
  seconds: () => 3,
  async apply(context) {
    const { inputs } = context.step;
    // The action's own default is the folder that CodeQL writes to.
    const path = inputs.sarif_file || '../results';
    const documents = find(context.workspace, path);
    if (documents.length === 0) {
      return {
        conclusion: 'failure',
        message: `Path does not exist: ${path}`,
      };
    }
    uploadAnalyses(context, documents, inputs.category);
    return succeeded({ 'sarif-id': `${context.run.runId}` });
  },
};

/** Stores analyses of the run's commit. */
export function uploadAnalyses(
  { forge, run, clock, jobId, log }: StepContext,
  documents: SarifLog[],
  category: string | undefined,
): void {
  for (const sarif of documents) {
    const analysis = forge.createAnalysis({
      owner: run.owner,
      repo: run.repo,
      ref: run.trigger.ref,
      commitSha: run.trigger.commit,
      category: category || `${run.workflowPath}:${jobId}`,
      sarif,
      createdAt: clock.now(),
      by: run.trigger.actor,
      silent: run.silent,
    });
    log(
      `Uploaded ${analysis.resultsCount} results of ${analysis.toolName} as ${analysis.category}`,
    );
  }
}

/** A file by its name, or all files of a folder. */
function find(workspace: Workspace, path: string): SarifLog[] {
  const wanted = path
    .replace(/^(?:\.\/|\$\{?GITHUB_WORKSPACE\}?\/)/, '')
    .replace(/\/$/, '');
  const documents: SarifLog[] = [];
  for (const [name, content] of workspace) {
    const inside =
      name === wanted || wanted === '.' || name.startsWith(`${wanted}/`);
    if (inside && typeof content !== 'string') {
      documents.push(content);
    }
  }
  return documents;
}
