import { DeploymentCheck } from '@fairway/backstage-plugin-delivery-common';
import {
  AnalysisRunObject,
  AnalysisStatus,
  RolloutObject,
} from './WorkloadObject';

const NAMES: Record<string, string> = {
  PrePromotion: 'Pre-promotion analysis',
  PostPromotion: 'Post-promotion analysis',
  Step: 'Analysis step',
  Background: 'Background analysis',
};

/**
 * The analyses of what runs now and of what is about to: the newest AnalysisRun of each type and pod template. What only
 * the Rollout's status tells (runs are garbage-collected) counts, too.
 */
export function analysisChecks(
  rollout: RolloutObject,
  runs: AnalysisRunObject[],
  digestOfHash: (hash: string | undefined) => string | undefined,
): DeploymentCheck[] {
  const hashes = [rollout.activePodHash, rollout.currentPodHash];
  const newest = new Map<string, AnalysisRunObject>();
  for (const run of runs) {
    const key = `${run.type} ${run.podHash}`;
    const known = newest.get(key);
    const relevant = run.podHash === undefined || hashes.includes(run.podHash);
    if (relevant && (run.startedAt ?? '~') >= (known?.startedAt ?? '')) {
      newest.set(key, run);
    }
  }
  const checks = [...newest.values()].map(run =>
    checkOf(
      NAMES[run.type ?? ''] ?? 'Analysis',
      { name: run.name, status: run.phase ?? '', message: run.message },
      digestOfHash(run.podHash),
      run.finishedAt ?? run.startedAt,
    ),
  );
  const seen = new Set(runs.map(run => run.name));
  for (const [type, status] of [
    ['PrePromotion', rollout.prePromotion],
    ['PostPromotion', rollout.postPromotion],
  ] as const) {
    if (status && !seen.has(status.name)) {
      checks.push(
        checkOf(NAMES[type], status, digestOfHash(rollout.currentPodHash)),
      );
    }
  }
  return checks;
}

function checkOf(
  name: string,
  status: AnalysisStatus,
  digest: string | undefined,
  at?: string,
): DeploymentCheck {
  const summary = summaryOf(status);
  return {
    name,
    kind: 'analysis',
    state: stateOf(status.status),
    ...(summary && { summary: summary.slice(0, 300) }),
    ...(digest && { digest }),
    ...(at && { at }),
  };
}

// Only `Failed` is a verdict. An error says that nothing could be measured, which is neither good nor bad.
function stateOf(phase: string): DeploymentCheck['state'] {
  switch (phase) {
    case 'Successful':
      return 'passed';
    case 'Failed':
      return 'failed';
    case 'Running':
      return 'running';
    default:
      return 'pending';
  }
}

function summaryOf({ status, message }: AnalysisStatus): string | undefined {
  switch (status) {
    case 'Error':
      return `could not be measured${message ? `: ${message}` : ''}`;
    case 'Inconclusive':
      return 'inconclusive: a person has to decide';
    default:
      return message;
  }
}
