import { randomUUID } from 'crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { EventParams, EventsService } from '@backstage/plugin-events-node';
import { SeenDeliveries } from './SeenDeliveries';

/**
 * Listens to the webhooks of one system, as Backstage's events service delivers them. Whether a webhook really comes from
 * there was checked where it came in. A delivery that comes again is passed over.
 *
 * @public
 */
export async function subscribeToHints(options: {
  /** Name of the system for people: `GitLab`. */
  system: string;
  /** Names the subscriber: `delivery-gitlab`. */
  subscriber: string;
  topics: string[];
  events: EventsService;
  logger: LoggerService;
  /** Headers, in lower case, of which the first that is there identifies the delivery. */
  deliveryHeaders: readonly string[];
  /** True if anybody is interested in such an event. */
  isOfInterest(params: EventParams): boolean;
  onEvent(params: EventParams): void;
}): Promise<void> {
  const { system, subscriber, topics, events, logger } = options;
  const seen = new SeenDeliveries();
  await events.subscribe({
    // Every replica listens for itself: only the one that runs the source makes use of a hint.
    id: `${subscriber}-${randomUUID()}`,
    topics,
    onEvent: async params => {
      if (!options.isOfInterest(params)) {
        return;
      }
      const delivery = options.deliveryHeaders
        .map(name => params.metadata?.[name])
        .find(value => typeof value === 'string');
      if (typeof delivery === 'string' && !seen.isNew(delivery)) {
        logger.debug(`The ${system} webhook ${delivery} came already`);
        return;
      }
      options.onEvent(params);
    },
  });
}
