import { NotFoundError } from '@backstage/errors';
import {
  ListedRun,
  PipelineRunSink,
  RunReader,
  nextPage,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { GithubLook } from './GithubLook';
import {
  WorkflowRun,
  workflowRunSchema,
  workflowRunsSchema,
} from './githubSchemas';
import { observeWorkflowRun } from './observeWorkflowRun';
import { isFinished, pipelineRunOf } from './pipelineRunOf';

const PER_PAGE = 30;

/** Reads the workflow runs of one repository. */
export function workflowRunReader(
  api: GithubApi,
  look: GithubLook<PipelineRunSink>,
  defaultBranch: string,
): RunReader<WorkflowRun> {
  const { repository, signal } = look;
  return {
    system: 'GitHub',
    hasRoom: () => api.hasRoom(repository),
    observe: (listed, hasReported) =>
      observeWorkflowRun(api, look, listed, { defaultBranch, hasReported }),
    list: async ({ next, etag }) => {
      const response = await api.getJson(
        repository,
        {
          segments: ['actions', 'runs'],
          query: { per_page: PER_PAGE, ...(next && { page: next }) },
          etag,
          signal,
        },
        workflowRunsSchema,
      );
      return response.modified
        ? {
            ...response,
            items: response.body.workflow_runs.map(listedRunOf),
            next: nextPage(response.headers, next),
          }
        : response;
    },
    read: async id => {
      const response = await api.getJson(
        repository,
        { segments: ['actions', 'runs', id], signal },
        workflowRunSchema,
      );
      if (!response.modified) {
        throw new NotFoundError(`Run ${id} was answered without content`);
      }
      return listedRunOf(response.body);
    },
  };
}

function listedRunOf(run: WorkflowRun): ListedRun<WorkflowRun> {
  return {
    run: pipelineRunOf(run, [], undefined),
    origin: run,
    changedAt: run.updated_at,
    phase: isFinished(run) ? 'finished' : 'moving',
  };
}
