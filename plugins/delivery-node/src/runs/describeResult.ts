import {
  ReleaseReport,
  RunState,
} from '@fairway/backstage-plugin-delivery-common';

/**
 * What a person wants to read first of a run: the outcome, or where it is.
 *
 * @public
 */
export function describeResult(options: {
  state: RunState;
  /** Jobs in their order. */
  jobs: readonly { name: string; state: RunState }[];
  report: ReleaseReport | undefined;
  isPullRequest: boolean;
}): string {
  const { state, jobs, report } = options;
  if (report) {
    return `${report.version} ${
      report.quarantined ? 'quarantined' : 'released'
    }`;
  }
  const first = (wanted: RunState) =>
    jobs.find(job => job.state === wanted)?.name;
  switch (state) {
    case 'queued':
      return 'Queued';
    case 'running':
      return `${first('running') ?? first('queued') ?? 'Run'} running`;
    case 'failed':
      return `${first('failed') ?? 'Run'} failed`;
    case 'cancelled':
      return 'Cancelled';
    case 'skipped':
      return 'Skipped';
    case 'succeeded':
      return options.isPullRequest ? 'Checks passed' : 'Succeeded';
    default:
      throw new Error(`Unknown state of a run: ${state satisfies never}`);
  }
}
