import { z } from 'zod';
import { SarifLog } from '../../forge/codeScanning/records';
import { StepEffect, succeeded } from './StepEffect';

const sarifSchema = z.custom<SarifLog>(
  value =>
    typeof value === 'object' &&
    value !== null &&
    'runs' in value &&
    Array.isArray(value.runs),
);

/** `actions/download-artifact`: files of earlier jobs appear in the workspace. */
export const downloadArtifact: StepEffect = {
  name: 'download',
  isCheck: false,
  matches: step => step.action === 'actions/download-artifact',
  seconds: () => 3,
  async apply({ run, step, workspace }) {
    const { name, path = '' } = step.inputs;
    if (name && !run.artifacts[name]) {
      return {
        conclusion: 'failure',
        message: `Unable to download artifact(s): Artifact not found for name: ${name}`,
      };
    }
    const folder = path.replace(/^\.\/?|\/$/g, '');
    for (const [artifact, files] of Object.entries(run.artifacts)) {
      if (name && artifact !== name) {
        continue;
      }
      for (const [file, content] of Object.entries(files)) {
        workspace.set(folder ? `${folder}/${file}` : file, read(content));
      }
    }
    return succeeded();
  },
};

function read(content: string): SarifLog | string {
  if (!content.startsWith('{')) {
    return content;
  }
  const parsed = sarifSchema.safeParse(JSON.parse(content));
  return parsed.success ? parsed.data : content;
}
