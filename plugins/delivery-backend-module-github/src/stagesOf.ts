import { PipelineStage } from '@fairway/backstage-plugin-delivery-common';
import { combineStages } from '@fairway/backstage-plugin-delivery-node';
import { WorkflowJob } from './githubSchemas';
import { runStateOf } from './runStateOf';

/**
 * The jobs of a run as the stages that people think in. The jobs of a reusable workflow are one stage: GitHub names them
 * `<job of the caller> / <job>`.
 */
export function stagesOf(jobs: WorkflowJob[]): PipelineStage[] {
  const groups = new Map<string, PipelineStage[]>();
  for (const job of jobs) {
    const [name] = job.name.split(' / ');
    groups.set(name, [...(groups.get(name) ?? []), jobStageOf(job)]);
  }
  return [...groups].map(([name, group]) => combineStages(name, group));
}

function jobStageOf(job: WorkflowJob): PipelineStage {
  return {
    name: job.name,
    state: runStateOf(job.status, job.conclusion),
    ...(job.html_url && { url: job.html_url }),
    ...(job.started_at && { startedAt: job.started_at }),
    ...(job.completed_at && { finishedAt: job.completed_at }),
  };
}
