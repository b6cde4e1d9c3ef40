import { PipelineStage } from '@fairway/backstage-plugin-delivery-common';
import { combineStages } from '@fairway/backstage-plugin-delivery-node';
import { Bridge, Job } from './gitlabSchemas';
import { newestTries } from './readJobs';
import { jobStateOf, runStateOf } from './runStateOf';

/**
 * The stages of a pipeline in their order. The API names the stage of each job but not the order of stages; GitLab
 * creates jobs stage by stage, so that the oldest job of each tells it, also when a later try has a higher number.
 */
export function stagesOf(jobs: readonly (Job | Bridge)[]): PipelineStage[] {
  const oldestFirst = [...jobs].sort((a, b) => a.id - b.id);
  const names = new Set(oldestFirst.map(job => job.stage));
  const newest = newestTries(jobs).sort((a, b) => a.id - b.id);
  return [...names].map(name =>
    combineStages(
      name,
      newest.filter(job => job.stage === name).map(jobStageOf),
    ),
  );
}

/** A job in Fairway's words. One that started another pipeline is as that pipeline is, and leads to it. */
export function jobStageOf(job: Job | Bridge): PipelineStage {
  const other =
    'downstream_pipeline' in job ? job.downstream_pipeline : undefined;
  const url = other?.web_url ?? job.web_url;
  return {
    name: job.name,
    state: other
      ? jobStateOf({ ...job, status: other.status })
      : jobStateOf(job),
    ...(url && { url }),
    ...(job.started_at && { startedAt: job.started_at }),
    ...(job.finished_at &&
      isOver(other?.status) && {
        finishedAt: job.finished_at,
      }),
  };
}

function isOver(status: string | undefined): boolean {
  const state = status === undefined ? 'succeeded' : runStateOf(status);
  return state !== 'queued' && state !== 'running';
}
