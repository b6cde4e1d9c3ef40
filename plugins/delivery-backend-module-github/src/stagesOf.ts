import {
  PipelineStage,
  RunState,
} from '@fairway/backstage-plugin-delivery-common';
import { WorkflowJob } from './githubSchemas';
import { runStateOf } from './runStateOf';

/** The worst news first; what still moves comes before what ended well. */
const telling: RunState[] = [
  'failed',
  'cancelled',
  'running',
  'queued',
  'succeeded',
  'skipped',
];

/**
 * The jobs of a run as the stages that people think in. The jobs of a reusable workflow are one stage: GitHub names them
 * `<job of the caller> / <job>`.
 */
export function stagesOf(jobs: WorkflowJob[]): PipelineStage[] {
  const groups = new Map<string, WorkflowJob[]>();
  for (const job of jobs) {
    const [name] = job.name.split(' / ');
    groups.set(name, [...(groups.get(name) ?? []), job]);
  }
  return [...groups].map(([name, group]) => stageOf(name, group));
}

function stageOf(name: string, jobs: WorkflowJob[]): PipelineStage {
  const states = jobs.map(job => runStateOf(job.status, job.conclusion));
  const told = telling.find(state => states.includes(state)) ?? 'queued';
  const begun = told === 'queued' && states.includes('succeeded');
  const job = jobs[states.indexOf(told)];
  const starts = jobs.flatMap(each => each.started_at ?? []).sort();
  const ends = jobs.flatMap(each => each.completed_at ?? []).sort();
  return {
    name,
    state: begun ? 'running' : told,
    ...(job?.html_url && { url: job.html_url }),
    ...(starts[0] && { startedAt: starts[0] }),
    ...(ends.length === jobs.length && { finishedAt: ends[ends.length - 1] }),
  };
}
