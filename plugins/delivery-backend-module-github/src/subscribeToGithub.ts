import { LoggerService } from '@backstage/backend-plugin-api';
import { EventParams, EventsService } from '@backstage/plugin-events-node';
import {
  RepositoryHints,
  subscribeToHints,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';

/** What each webhook concerns. */
const INTERESTS: Record<string, ('runs' | 'findings')[]> = {
  workflow_run: ['runs', 'findings'],
  workflow_job: ['runs'],
  push: ['runs'],
  pull_request: ['runs'],
  code_scanning_alert: ['findings'],
};

const payloadSchema = z.object({
  repository: z.object({ full_name: z.string().min(3).max(201) }),
});

/** Turns GitHub's webhooks into hints; of their content only the repository's name is used. */
export async function subscribeToGithub(options: {
  events: EventsService;
  hints: { runs: RepositoryHints; findings: RepositoryHints };
  logger: LoggerService;
}): Promise<void> {
  const { events, hints, logger } = options;
  await subscribeToHints({
    system: 'GitHub',
    subscriber: 'delivery-github',
    topics: ['github', ...Object.keys(INTERESTS).map(name => `github.${name}`)],
    events,
    logger,
    deliveryHeaders: ['x-github-delivery'],
    isOfInterest: params => Object.hasOwn(INTERESTS, nameOf(params)),
    onEvent: params => {
      const payload = payloadSchema.safeParse(params.eventPayload);
      if (!payload.success) {
        logger.warn(
          `A GitHub webhook '${nameOf(
            params,
          )}' was ignored: 'repository.full_name' is missing; send GitHub's own payload with content type application/json`,
        );
        return;
      }
      for (const interest of INTERESTS[nameOf(params)]) {
        hints[interest].add(payload.data.repository.full_name);
      }
    },
  });
}

function nameOf({ topic, metadata }: EventParams): string {
  if (topic !== 'github') {
    return topic.replace(/^github\./, '');
  }
  const header = metadata?.['x-github-event'];
  return typeof header === 'string' && Object.hasOwn(INTERESTS, header)
    ? header
    : '';
}
