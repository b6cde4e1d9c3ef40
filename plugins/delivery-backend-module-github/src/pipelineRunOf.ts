import {
  PipelineRun,
  ReleaseReport,
  RunState,
} from '@fairway/backstage-plugin-delivery-common';
import { WorkflowJob, WorkflowRun } from './githubSchemas';
import { runStateOf } from './runStateOf';
import { stagesOf } from './stagesOf';

/** A workflow run in Fairway's words. */
export function pipelineRunOf(
  run: WorkflowRun,
  jobs: WorkflowJob[],
  report: ReleaseReport | undefined,
): PipelineRun {
  const state = runStateOf(run.status, run.conclusion);
  const pullRequest =
    run.event === 'pull_request' ? run.pull_requests?.[0]?.number : undefined;
  return {
    id: String(run.id),
    number: run.run_number,
    name: run.name ?? 'Workflow',
    state,
    result: resultOf(run, state, jobs, report),
    title: run.display_title ?? run.name ?? 'Workflow',
    commit: run.head_sha,
    stages: stagesOf(jobs),
    url: run.html_url,
    createdAt: run.created_at,
    ...(run.head_branch && { branch: run.head_branch }),
    ...(pullRequest && { pullRequest }),
    ...(run.actor && { actor: run.actor.login }),
    ...(report && { release: report.version }),
    ...(run.run_started_at && { startedAt: run.run_started_at }),
    ...(isFinished(run) && { finishedAt: run.updated_at }),
  };
}

/** True if nothing more happens in the run (until somebody runs it again). */
export function isFinished(run: WorkflowRun): boolean {
  return run.status === 'completed';
}

/** What a person wants to read first: the outcome, or where it is. */
function resultOf(
  run: WorkflowRun,
  state: RunState,
  jobs: WorkflowJob[],
  report: ReleaseReport | undefined,
): string {
  if (report) {
    return `${report.version} ${
      report.quarantined ? 'quarantined' : 'released'
    }`;
  }
  const first = (wanted: RunState) =>
    jobs.find(job => runStateOf(job.status, job.conclusion) === wanted)?.name;
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
      return run.event === 'pull_request' ? 'Checks passed' : 'Succeeded';
    default:
      throw new Error(`Unknown state of a run: ${state satisfies never}`);
  }
}
