import {
  PipelineRunSink,
  RunReader,
} from '@fairway/backstage-plugin-delivery-node';
import { AzureApi } from './AzureApi';
import { AzureFacts, AzureLook } from './AzureLook';
import { Build, buildSchema, buildsSchema } from './azureSchemas';
import { observeBuild } from './observeBuild';
import { listedRunOf } from './pipelineRunOf';

const PER_PAGE = 30;

/** Reads the builds of one repository. */
export function buildReader(
  api: AzureApi,
  look: AzureLook<PipelineRunSink>,
  facts: AzureFacts,
): RunReader<Build> {
  const { repository, signal } = look;
  return {
    system: 'Azure DevOps',
    hasRoom: () => api.hasRoom(repository),
    observe: (listed, hasReported) =>
      observeBuild(api, look, listed, { facts, hasReported }),
    list: async ({ next }) => {
      if (facts.definitions.length === 0) {
        return { modified: true, items: [] };
      }
      const { body, headers } = await api.readJson(
        repository,
        {
          segments: ['build', 'builds'],
          query: {
            definitions: facts.definitions.join(','),
            queryOrder: 'queueTimeDescending',
            $top: PER_PAGE,
            continuationToken: next,
          },
          signal,
        },
        buildsSchema,
      );
      return {
        modified: true,
        items: body.value.map(listedRunOf),
        next: headers.get('x-ms-continuationtoken') ?? undefined,
      };
    },
    read: async id => {
      const { body } = await api.readJson(
        repository,
        { segments: ['build', 'builds', id], signal },
        buildSchema,
      );
      return listedRunOf(body);
    },
  };
}
