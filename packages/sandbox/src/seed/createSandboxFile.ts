import { stringify } from 'yaml';
import { SandboxFinding } from '../runner/SandboxFile';
import { CommitEvent } from './SeedService';

/** `.sandbox.yaml` of a seeded commit. */
export function createSandboxFile(
  findings: SandboxFinding[],
  event: Pick<CommitEvent, 'failingJob' | 'quarantine' | 'unhealthyIn'> = {},
): string {
  const { failingJob, quarantine, unhealthyIn } = event;
  return stringify(
    {
      ...(failingJob ? { pipeline: { fail: [failingJob] } } : {}),
      ...(quarantine || unhealthyIn
        ? { release: { quarantine, unhealthyIn } }
        : {}),
      findings,
    },
    { lineWidth: 0 },
  );
}
