import { RunState } from '@fairway/backstage-plugin-delivery-common';

/** The state of a pipeline by GitLab's word for it: https://docs.gitlab.com/api/pipelines/ */
export function runStateOf(status: string): RunState {
  switch (status) {
    case 'running':
    case 'canceling':
      return 'running';
    case 'success':
      return 'succeeded';
    case 'failed':
      return 'failed';
    case 'canceled':
      return 'cancelled';
    case 'skipped':
      return 'skipped';
    // created, waiting_for_resource, waiting_for_callback, preparing, pending, scheduled, manual
    default:
      return 'queued';
  }
}

/**
 * The state of a job. One that may fail does not make its stage fail, and one that nobody needs to start makes it wait
 * for nobody.
 */
export function jobStateOf(job: {
  status: string;
  allow_failure: boolean;
}): RunState {
  if (job.allow_failure && job.status === 'failed') {
    return 'succeeded';
  }
  if (job.allow_failure && job.status === 'manual') {
    return 'skipped';
  }
  return runStateOf(job.status);
}
