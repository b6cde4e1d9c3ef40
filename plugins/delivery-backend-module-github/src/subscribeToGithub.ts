import { randomUUID } from 'crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { EventParams, EventsService } from '@backstage/plugin-events-node';
import { z } from 'zod';
import { RepositoryHints } from './RepositoryHints';
import { SeenDeliveries } from './SeenDeliveries';

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

/**
 * Turns GitHub's webhooks, as Backstage's events service delivers them, into hints. Whether a webhook really comes from
 * GitHub was checked where it came in; of its content only the repository's name is used.
 */
export async function subscribeToGithub(options: {
  events: EventsService;
  hints: { runs: RepositoryHints; findings: RepositoryHints };
  logger: LoggerService;
}): Promise<void> {
  const { events, hints, logger } = options;
  const seen = new SeenDeliveries();
  await events.subscribe({
    // Every replica listens for itself: only the one that runs the source makes use of a hint.
    id: `delivery-github-${randomUUID()}`,
    topics: ['github', ...Object.keys(INTERESTS).map(name => `github.${name}`)],
    onEvent: async params => {
      const interests = INTERESTS[nameOf(params)] ?? [];
      if (interests.length === 0) {
        return;
      }
      const delivery = params.metadata?.['x-github-delivery'];
      if (typeof delivery === 'string' && !seen.isNew(delivery)) {
        logger.debug(`The GitHub webhook ${delivery} came already`);
        return;
      }
      const payload = payloadSchema.safeParse(params.eventPayload);
      if (!payload.success) {
        logger.warn(
          `A GitHub webhook '${nameOf(
            params,
          )}' was ignored: 'repository.full_name' is missing; send GitHub's own payload with content type application/json`,
        );
        return;
      }
      for (const interest of interests) {
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
