import { RunState } from '@fairway/backstage-plugin-delivery-common';

/** The state of a build by Azure DevOps' two words for it: https://learn.microsoft.com/rest/api/azure/devops/build/builds/get */
export function runStateOf(
  status: string,
  result: string | null | undefined,
): RunState {
  switch (status) {
    case 'inProgress':
    case 'cancelling':
      return 'running';
    case 'completed':
      return endOf(result);
    // none, notStarted, postponed
    default:
      return 'queued';
  }
}

/** The state of a stage or a job by the words of the timeline. */
export function recordStateOf(record: {
  state?: string | null;
  result?: string | null;
}): RunState {
  switch (record.state) {
    case 'inProgress':
      return 'running';
    case 'completed':
      return endOf(record.result);
    default:
      return 'queued';
  }
}

/** With issues, steps failed that may: what depends on it goes on as after a success. */
function endOf(result: string | null | undefined): RunState {
  switch (result) {
    case 'succeeded':
    case 'partiallySucceeded':
    case 'succeededWithIssues':
      return 'succeeded';
    case 'canceled':
      return 'cancelled';
    case 'skipped':
      return 'skipped';
    // failed; abandoned: the agent was lost
    default:
      return 'failed';
  }
}
