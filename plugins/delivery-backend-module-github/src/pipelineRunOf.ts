import {
  PipelineRun,
  PipelineStage,
  ReleaseReport,
  RunState,
} from '@fairway/backstage-plugin-delivery-common';
import { WorkflowJob, WorkflowRun } from './githubSchemas';

/** A workflow run in Fairway's words. */
export function pipelineRunOf(
  run: WorkflowRun,
  jobs: WorkflowJob[],
  report: ReleaseReport | undefined,
): PipelineRun {
  const state = stateOf(run.status, run.conclusion);
  const stages = jobs.map(stageOf);
  const pullRequest =
    run.event === 'pull_request' ? run.pull_requests?.[0]?.number : undefined;
  return {
    id: String(run.id),
    number: run.run_number,
    name: run.name ?? 'Workflow',
    state,
    result: resultOf(run, state, stages, report),
    title: run.display_title ?? run.name ?? 'Workflow',
    commit: run.head_sha,
    stages,
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

function stageOf(job: WorkflowJob): PipelineStage {
  return {
    name: job.name,
    state: stateOf(job.status, job.conclusion),
    ...(job.html_url && { url: job.html_url }),
    ...(job.started_at && { startedAt: job.started_at }),
    ...(job.completed_at && { finishedAt: job.completed_at }),
  };
}

function stateOf(
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

/** What a person wants to read first: the outcome, or where it is. */
function resultOf(
  run: WorkflowRun,
  state: RunState,
  stages: PipelineStage[],
  report: ReleaseReport | undefined,
): string {
  if (report) {
    return `${report.version} ${
      report.quarantined ? 'quarantined' : 'released'
    }`;
  }
  const first = (wanted: RunState) =>
    stages.find(stage => stage.state === wanted)?.name;
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
