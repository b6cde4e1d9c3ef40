import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import { z } from 'zod';
import { RepositoryHints } from '../hints/RepositoryHints';
import { subscribeToHints } from '../hints/subscribeToHints';
import { ReportIssuer } from './ReportIssuer';
import { ReportedRuns } from './ReportedRuns';

/** Where the backend publishes the claims of the tokens that it verified, for all replicas. @public */
export const REPORTS_TOPIC = 'delivery.reports';

const issuerSchema = z.object({ iss: z.string() });

/**
 * Listens to the reports of the runs of one CI system. Like a webhook a report is a hint, with no content but the claims of
 * its token: the repository is read at once, and the run's release before the run ends. A report that comes again is passed
 * over.
 *
 * @public
 */
export async function subscribeToReports(options: {
  /** Name of the system for people: `GitHub`. */
  system: string;
  /** Names the subscriber: `delivery-github-reports`. */
  subscriber: string;
  issuers: readonly ReportIssuer[];
  /** Reads which run of which repository it is: the repository as hints name it. */
  claims: z.ZodType<{ repository: string; run: string }>;
  hints: { runs: RepositoryHints; findings: RepositoryHints };
  reported: ReportedRuns;
  events: EventsService;
  logger: LoggerService;
}): Promise<void> {
  const { system, subscriber, issuers, claims, hints, reported } = options;
  const { events, logger } = options;
  await subscribeToHints({
    system,
    subscriber,
    topics: [REPORTS_TOPIC],
    events,
    logger,
    deliveryHeaders: ['jti'],
    isOfInterest: ({ eventPayload }) => {
      const { data } = issuerSchema.safeParse(eventPayload);
      return issuers.some(({ issuer }) => issuer === data?.iss);
    },
    onEvent: ({ eventPayload }) => {
      const { data, error } = claims.safeParse(eventPayload);
      if (!data) {
        logger.warn(
          `A report to the portal was ignored: the token of ${system} does not say which run it is of: ${error.message}`,
        );
        return;
      }
      reported.add(data.run);
      hints.runs.add(data.repository);
      hints.findings.add(data.repository);
    },
  });
}
