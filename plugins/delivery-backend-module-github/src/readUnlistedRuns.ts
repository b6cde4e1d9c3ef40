import { isError } from '@backstage/errors';
import {
  PipelineRun,
  RunState,
} from '@fairway/backstage-plugin-delivery-common';
import { PipelineRunSink } from '@fairway/backstage-plugin-delivery-node';
import { Look } from './createRepositorySource';
import { WorkflowRun, workflowRunSchema } from './githubSchemas';

/** Runs can wait for weeks, for a person or a runner; more of them than this are read over several looks. */
const MAX_READ = 20;

/**
 * Reads the runs that are unfinished as far as is known but not among the newest: newer ones pushed them off the list,
 * or the webhook that told their end was lost. One that was deleted is stored as cancelled, or it would run for ever.
 */
export async function readUnlistedRuns(
  look: Look<PipelineRunSink>,
): Promise<WorkflowRun[]> {
  const { api, service, repository, memory, sink, signal } = look;
  const found: WorkflowRun[] = [];
  for (const stored of memory.nextUnlisted(MAX_READ)) {
    try {
      const response = await api.getJson(
        repository,
        { segments: ['actions', 'runs', stored.id], signal },
        workflowRunSchema,
      );
      if (response.modified) {
        found.push(response.body);
      }
    } catch (error) {
      if (!isError(error) || error.name !== 'NotFoundError') {
        throw error;
      }
      await sink.observeRuns(service.ref, [deleted(stored)]);
      memory.forgetRun(stored.id);
    }
  }
  return found;
}

function deleted(run: PipelineRun): PipelineRun {
  return {
    ...run,
    state: 'cancelled',
    result: 'Deleted on GitHub',
    stages: run.stages.map(stage => ({
      ...stage,
      state: isOver(stage.state) ? stage.state : 'cancelled',
    })),
  };
}

function isOver(state: RunState): boolean {
  return state !== 'queued' && state !== 'running';
}
