import { isError } from '@backstage/errors';
import {
  PipelineRun,
  RunState,
} from '@fairway/backstage-plugin-delivery-common';
import { ListedRun } from './ListedRun';
import { RunReader } from './RunReader';
import { RunsLook } from './observeRuns';

/** Runs can wait for weeks, for a person or a runner; more of them than this are read over several looks. */
const MAX_READ = 20;

/**
 * Reads the runs that are unfinished as far as is known but not among the newest: newer ones pushed them off the list,
 * or the webhook that told their end was lost. One that was deleted is stored as cancelled, or it would run for ever.
 */
export async function readUnlistedRuns<TRun>(
  look: RunsLook<TRun>,
  reader: RunReader<TRun>,
): Promise<ListedRun<TRun>[]> {
  const { service, memory, sink } = look;
  const found: ListedRun<TRun>[] = [];
  for (const stored of memory.nextUnlisted(MAX_READ)) {
    try {
      found.push(await reader.read(stored.id));
    } catch (error) {
      if (!isError(error) || error.name !== 'NotFoundError') {
        throw error;
      }
      await sink.observeRuns(service.ref, [deleted(stored, reader.system)]);
      memory.forgetRun(stored.id);
    }
  }
  return found;
}

function deleted(run: PipelineRun, system: string): PipelineRun {
  return {
    ...run,
    state: 'cancelled',
    result: `Deleted on ${system}`,
    stages: run.stages.map(stage => ({
      ...stage,
      state: isOver(stage.state) ? stage.state : 'cancelled',
    })),
  };
}

function isOver(state: RunState): boolean {
  return state !== 'queued' && state !== 'running';
}
