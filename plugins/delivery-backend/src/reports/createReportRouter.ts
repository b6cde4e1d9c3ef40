import { AuthenticationError } from '@backstage/errors';
import { EventsService } from '@backstage/plugin-events-node';
import { REPORTS_TOPIC } from '@fairway/backstage-plugin-delivery-node';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ReportVerifier } from './ReportVerifier';

/**
 * Lets a run say that it has results. What they are the sources read from the CI system themselves, so that a run can make
 * nobody believe anything.
 */
export function createReportRouter(options: {
  verifier: ReportVerifier;
  events: EventsService;
}): Router {
  const { verifier, events } = options;
  const router = PromiseRouter();
  router.post('/reports', async (request, response) => {
    const claims = await verifier.verify(bearerOf(request.headers));
    await events.publish({
      topic: REPORTS_TOPIC,
      eventPayload: claims,
      metadata: { jti: claims.jti },
    });
    response.status(202).end();
  });
  return router;
}

function bearerOf({ authorization }: { authorization?: string }): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (!token) {
    throw new AuthenticationError(
      "Send the OIDC token of the run as 'Authorization: Bearer <token>'",
    );
  }
  return token;
}
