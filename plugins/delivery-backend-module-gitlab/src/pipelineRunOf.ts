import {
  PipelineRun,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';
import {
  ListedRun,
  describeResult,
} from '@fairway/backstage-plugin-delivery-node';
import { Bridge, Job, Pipeline } from './gitlabSchemas';
import { runStateOf } from './runStateOf';
import { jobStageOf, stagesOf } from './stagesOf';

const FINISHED = ['success', 'failed', 'canceled', 'skipped'];

/** A pipeline in Fairway's words. */
export function pipelineRunOf(
  pipeline: Pipeline,
  jobs: readonly (Job | Bridge)[],
  report: ReleaseReport | undefined,
): PipelineRun {
  const state = runStateOf(pipeline.status);
  const pullRequest = mergeRequestOf(pipeline);
  const branch = pullRequest === undefined ? pipeline.ref : undefined;
  const name = pipeline.name ?? 'Pipeline';
  return {
    id: String(pipeline.id),
    number: pipeline.id,
    name,
    state,
    result: describeResult({
      state,
      jobs: [...jobs].sort((a, b) => a.id - b.id).map(jobStageOf),
      report,
      isPullRequest: pullRequest !== undefined,
    }),
    title: jobs.find(job => job.commit?.title)?.commit?.title ?? name,
    commit: pipeline.sha,
    stages: stagesOf(jobs),
    url: pipeline.web_url,
    createdAt: pipeline.created_at,
    ...(branch && { branch }),
    ...(pullRequest && { pullRequest }),
    ...(pipeline.user && { actor: pipeline.user.username }),
    ...(report && { release: report.version }),
    ...(pipeline.started_at && { startedAt: pipeline.started_at }),
    // The list tells no other time, and by this one a pipeline that is run again is noticed.
    ...(isFinished(pipeline) && { finishedAt: pipeline.updated_at }),
  };
}

/** A pipeline as the list of pipelines tells of it. */
export function listedRunOf(pipeline: Pipeline): ListedRun<Pipeline> {
  return {
    run: pipelineRunOf(pipeline, [], undefined),
    origin: pipeline,
    changedAt: pipeline.updated_at,
    phase: phaseOf(pipeline),
  };
}

function phaseOf(pipeline: Pipeline): ListedRun<Pipeline>['phase'] {
  if (isFinished(pipeline)) {
    return 'finished';
  }
  // It waits for a person to start its next job.
  return pipeline.status === 'manual' ? 'resting' : 'moving';
}

/** True if nothing more happens in the pipeline (until somebody runs it again). */
export function isFinished({ status }: Pipeline): boolean {
  return FINISHED.includes(status);
}

/** Number of the merge request that a pipeline checks: `refs/merge-requests/12/head`, `…/merge` or `…/train`. */
function mergeRequestOf({ source, ref }: Pipeline): number | undefined {
  const match = /^refs\/merge-requests\/(\d+)\//.exec(ref ?? '');
  return source === 'merge_request_event' && match
    ? Number(match[1])
    : undefined;
}
