import {
  PipelineStage,
  RunState,
} from '@fairway/backstage-plugin-delivery-common';

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
 * One stage out of its jobs: it tells the worst news and leads to the job that has it.
 *
 * @public
 */
export function combineStages(
  name: string,
  jobs: readonly PipelineStage[],
): PipelineStage {
  const states = jobs.map(job => job.state);
  const told = telling.find(state => states.includes(state)) ?? 'queued';
  const begun = told === 'queued' && states.includes('succeeded');
  const job = jobs[states.indexOf(told)];
  const starts = jobs.flatMap(each => each.startedAt ?? []).sort();
  const ends = jobs.flatMap(each => each.finishedAt ?? []).sort();
  return {
    name,
    state: begun ? 'running' : told,
    ...(job?.url && { url: job.url }),
    ...(starts[0] && { startedAt: starts[0] }),
    ...(ends.length === jobs.length && { finishedAt: ends[ends.length - 1] }),
  };
}
