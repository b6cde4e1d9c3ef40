import { SarifLog } from '../../forge/codeScanning/records';
import { Workspace } from '../Workspace';
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
    const documents = documentsIn(context.workspace, path);
    if (documents.length === 0) {
      return {
        conclusion: 'failure',
        message: `Path does not exist: ${path}`,
      };
    }
    uploadAnalyses(context, documents, inputs);
    return succeeded({ 'sarif-id': `${context.run.runId}` });
  },
};

/** Stores analyses, of the run's commit unless the step names another. */
export function uploadAnalyses(
  { forge, run, clock, jobId, log }: StepContext,
  documents: SarifLog[],
  { category, ref, sha }: Record<string, string>,
): void {
  for (const sarif of documents) {
    const analysis = forge.createAnalysis({
      owner: run.owner,
      repo: run.repo,
      ref: ref || run.trigger.ref,
      commitSha: sha || run.trigger.commit,
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

function documentsIn(workspace: Workspace, path: string): SarifLog[] {
  return [...workspace.find(path).values()].filter(
    content => typeof content !== 'string',
  );
}
