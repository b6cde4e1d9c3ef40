import {
  PipelineRun,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';
import { describeResult } from '@fairway/backstage-plugin-delivery-node';
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
    result: describeResult({
      state,
      jobs: jobs.map(job => ({
        name: job.name,
        state: runStateOf(job.status, job.conclusion),
      })),
      report,
      isPullRequest: run.event === 'pull_request',
    }),
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
