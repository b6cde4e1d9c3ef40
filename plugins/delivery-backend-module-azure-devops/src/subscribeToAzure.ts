import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import {
  RepositoryHints,
  subscribeToHints,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { nameOfDefinition, nameOfRepository } from './hintNames';

const INTEREST =
  /^(git\.(push|pullrequest\.\w+)|build\.complete|ms\.vss-pipelines\.(run|stage|job)-state-changed-event)$/;

const id = z.string().min(1).max(100);
const pipeline = z.object({ id: z.number().int() });

/** Of https://learn.microsoft.com/azure/devops/service-hooks/events only ids are used. */
const payloadSchema = z.object({
  eventType: z.string(),
  resource: z
    .object({
      repository: z.object({ id }).nullish().catch(undefined),
      definition: pipeline.nullish().catch(undefined),
      pipeline: pipeline.nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
  resourceContainers: z
    .object({ project: z.object({ id }).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});

/** Turns the service hooks of Azure DevOps into hints. */
export async function subscribeToAzure(options: {
  events: EventsService;
  hints: { runs: RepositoryHints; findings: RepositoryHints };
  logger: LoggerService;
}): Promise<void> {
  const { events, hints, logger } = options;
  await subscribeToHints({
    system: 'Azure DevOps',
    subscriber: 'delivery-azure-devops',
    topics: ['azureDevOps'],
    events,
    logger,
    deliveryHeaders: [],
    isOfInterest: ({ eventPayload }) =>
      INTEREST.test(
        payloadSchema.safeParse(eventPayload).data?.eventType ?? '',
      ),
    onEvent: ({ eventPayload }) => {
      const { eventType, resource, resourceContainers } =
        payloadSchema.parse(eventPayload);
      const definition = resource?.definition ?? resource?.pipeline;
      const project = resourceContainers?.project;
      if (resource?.repository) {
        hints.runs.add(nameOfRepository(resource.repository.id));
      } else if (definition && project) {
        const name = nameOfDefinition(project.id, definition.id);
        hints.runs.add(name);
        hints.findings.add(name);
      } else {
        logger.debug(
          `A service hook '${eventType}' of Azure DevOps was ignored: it names neither a repository nor a pipeline with its project`,
        );
      }
    },
  });
}
