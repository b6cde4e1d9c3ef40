import { createReleaseReport } from '../release/createReleaseReport';
import { StepContext, StepEffect, succeeded } from './StepEffect';

/** The artifact that holds the release report. */
const RELEASE_ARTIFACT = 'fairway-release';

/** `actions/upload-artifact`. */
export const uploadArtifact: StepEffect = {
  name: 'artifact',
  isCheck: false,
  matches: step => step.action === 'actions/upload-artifact',
  seconds: () => 3,
  async apply(context) {
    const { forge, run, step, clock, log } = context;
    const name = step.inputs.name || 'artifact';
    const files = filesOf(context, name);
    if (Object.keys(files).length === 0) {
      const message = `No files were found with the provided path: ${step.inputs.path}. No artifacts will be uploaded.`;
      if (step.inputs['if-no-files-found'] === 'error') {
        return { conclusion: 'failure', message };
      }
      log(`##[warning]${message}`);
      return succeeded();
    }
    run.artifacts[name] = files;
    const exists = forge
      .listArtifacts(run.runId)
      .find(artifact => artifact.name === name);
    const artifact =
      exists ??
      forge.createArtifact({
        runId: run.runId,
        name,
        files,
        createdAt: clock.now(),
      });
    log(`Artifact ${name} has been uploaded, ${artifact.sizeInBytes} bytes`);
    return succeeded({
      'artifact-id': `${artifact.id}`,
      'artifact-digest': artifact.digest,
    });
  },
};

function filesOf(
  { run, step, workspace }: StepContext,
  name: string,
): Record<string, string> {
  if (name === RELEASE_ARTIFACT) {
    const report = createReleaseReport(run);
    return report ? { 'release.json': report } : {};
  }
  const paths = (step.inputs.path ?? '').split(/\s*\n\s*/).filter(Boolean);
  const files: Record<string, string> = {};
  for (const [path, content] of workspace) {
    if (paths.some(each => covers(each, path))) {
      files[path] =
        typeof content === 'string' ? content : JSON.stringify(content);
    }
  }
  // Reports of tools that the sandbox does not imitate still exist as a file.
  for (const path of paths.filter(each => !/[*!]/.test(each))) {
    if (!Object.keys(files).some(file => covers(path, file))) {
      files[path.replace(/^\.?\//, '').replace(/\/$/, '')] =
        'Not kept by the sandbox.\n';
    }
  }
  return files;
}

function covers(pattern: string, path: string): boolean {
  const wanted = pattern.replace(/^\.\//, '').replace(/\/$/, '');
  if (!wanted.includes('*')) {
    return path === wanted || path.startsWith(`${wanted}/`);
  }
  const [start, ...rest] = wanted.split(/\*+/);
  return path.startsWith(start) && path.endsWith(rest.at(-1) ?? '');
}
