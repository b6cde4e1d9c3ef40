import { normalise, WorkspaceFile } from '../Workspace';
import { StepContext, StepEffect, succeeded } from './StepEffect';

/** `actions/upload-artifact`. */
export const uploadArtifact: StepEffect = {
  name: 'artifact',
  isCheck: false,
  matches: step => step.action === 'actions/upload-artifact',
  seconds: () => 3,
  async apply(context) {
    const { forge, run, step, clock, log } = context;
    const name = step.inputs.name || 'artifact';
    const files = filesOf(context);
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

function filesOf({ step, workspace }: StepContext): Record<string, string> {
  const paths = (step.inputs.path ?? '').split('\n').map(normalise);
  const files = new Map<string, WorkspaceFile>();
  for (const path of paths.filter(each => !each.startsWith('!'))) {
    const found = workspace.find(path);
    found.forEach((content, name) => files.set(name, content));
    // Reports of tools that the sandbox does not imitate still exist as a file.
    if (path && found.size === 0 && !path.includes('*')) {
      files.set(path, 'Not kept by the sandbox.\n');
    }
  }
  const root = commonFolder([...files.keys()], paths);
  return Object.fromEntries(
    [...files].map(([name, content]) => [
      name.slice(root.length),
      typeof content === 'string' ? content : JSON.stringify(content),
    ]),
  );
}

/** An artifact holds files from the deepest folder on that they share, or from the folder that was asked for. */
function commonFolder(names: string[], paths: string[]): string {
  const [only, ...others] = paths.filter(path => path !== '');
  const isFolder =
    others.length === 0 && only && !only.includes('*') && !names.includes(only);
  if (isFolder) {
    return `${only}/`;
  }
  const [first = [], ...rest] = names.map(name => name.split('/').slice(0, -1));
  const shared = first.findIndex((part, index) =>
    rest.some(folders => folders[index] !== part),
  );
  const folders = shared === -1 ? first : first.slice(0, shared);
  return folders.map(folder => `${folder}/`).join('');
}
