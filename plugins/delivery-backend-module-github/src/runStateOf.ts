import { RunState } from '@fairway/backstage-plugin-delivery-common';

/** The state of a run or a job by GitHub's two words for it. */
export function runStateOf(
  status: string | null,
  conclusion: string | null | undefined,
): RunState {
  if (status === 'in_progress') {
    return 'running';
  }
  if (status !== 'completed') {
    return 'queued';
  }
  switch (conclusion) {
    case 'success':
    case 'neutral':
      return 'succeeded';
    case 'skipped':
      return 'skipped';
    case 'cancelled':
    case 'stale':
      return 'cancelled';
    default:
      return 'failed';
  }
}
