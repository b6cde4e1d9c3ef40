import { z } from 'zod';
import { SarifLog } from '../../forge/codeScanning/records';
import { matchesPatterns } from '../workflow/matchesPattern';
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
    const { name, pattern = '*', path = '' } = step.inputs;
    if (name && !run.artifacts[name]) {
      return {
        conclusion: 'failure',
        message: `Unable to download artifact(s): Artifact not found for name: ${name}`,
      };
    }
    const isOne = Boolean(name) || step.inputs['merge-multiple'] === 'true';
    const wanted = Object.entries(run.artifacts).filter(([artifact]) =>
      name ? artifact === name : matchesPatterns(artifact, [pattern]),
    );
    for (const [artifact, files] of wanted) {
      for (const [file, content] of Object.entries(files)) {
        const place = [path, ...(isOne ? [] : [artifact]), file];
        workspace.write(place.filter(Boolean).join('/'), read(content));
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
