import {
  PipelineRunSink,
  RunReader,
  nextPage,
} from '@fairway/backstage-plugin-delivery-node';
import { GitlabApi } from './GitlabApi';
import { GitlabLook, ProjectFacts } from './GitlabLook';
import { Pipeline, pipelineSchema, pipelinesSchema } from './gitlabSchemas';
import { observePipeline } from './observePipeline';
import { listedRunOf } from './pipelineRunOf';

const PER_PAGE = 30;

/** Reads the pipelines of one project; child pipelines are part of their parents. */
export function pipelineReader(
  api: GitlabApi,
  look: GitlabLook<PipelineRunSink>,
  facts: ProjectFacts,
): RunReader<Pipeline> {
  const { repository, signal } = look;
  return {
    system: 'GitLab',
    hasRoom: () => api.hasRoom(repository),
    observe: (listed, hasReported) =>
      observePipeline(api, look, listed, { facts, hasReported }),
    list: async ({ next, etag }) => {
      const response = await api.getJson(
        repository,
        {
          segments: ['pipelines'],
          query: {
            order_by: 'id',
            sort: 'desc',
            per_page: PER_PAGE,
            page: next ?? 1,
          },
          etag,
          signal,
        },
        pipelinesSchema,
      );
      return response.modified
        ? {
            ...response,
            items: response.body.map(listedRunOf),
            next: nextPage(response.headers, next),
          }
        : response;
    },
    read: async id => {
      const { body } = await api.readJson(
        repository,
        { segments: ['pipelines', id], signal },
        pipelineSchema,
      );
      return listedRunOf(body);
    },
  };
}
