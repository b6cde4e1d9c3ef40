import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import {
  RepositoryHints,
  subscribeToHints,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';

/** What each kind of webhook concerns: https://docs.gitlab.com/user/project/integrations/webhook_events/ */
const INTERESTS: Record<string, ('runs' | 'findings')[]> = {
  pipeline: ['runs', 'findings'],
  build: ['runs'],
  push: ['runs'],
  merge_request: ['runs'],
};

const kindSchema = z.object({ object_kind: z.string() });

const payloadSchema = z.object({
  project: z.object({ path_with_namespace: z.string().min(3).max(1000) }),
});

/** Turns GitLab's webhooks into hints; of their content only the path of the project is used. */
export async function subscribeToGitlab(options: {
  events: EventsService;
  hints: { runs: RepositoryHints; findings: RepositoryHints };
  logger: LoggerService;
}): Promise<void> {
  const { events, hints, logger } = options;
  await subscribeToHints({
    system: 'GitLab',
    subscriber: 'delivery-gitlab',
    topics: ['gitlab'],
    events,
    logger,
    // The event's own UUID is the same for all events that one of them caused.
    deliveryHeaders: ['idempotency-key'],
    isOfInterest: ({ eventPayload }) =>
      interestsOf(kindOf(eventPayload)).length > 0,
    onEvent: ({ eventPayload }) => {
      const kind = kindOf(eventPayload);
      const payload = payloadSchema.safeParse(eventPayload);
      if (!payload.success) {
        logger.debug(
          `A GitLab webhook '${kind}' was ignored: it has no 'project.path_with_namespace'`,
        );
        return;
      }
      for (const interest of interestsOf(kind)) {
        hints[interest].add(payload.data.project.path_with_namespace);
      }
    },
  });
}

function kindOf(payload: unknown): string {
  return kindSchema.safeParse(payload).data?.object_kind ?? '';
}

function interestsOf(kind: string): ('runs' | 'findings')[] {
  return Object.hasOwn(INTERESTS, kind) ? INTERESTS[kind] : [];
}
