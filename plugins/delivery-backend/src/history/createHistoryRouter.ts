import {
  deliveryServiceReadPermission,
  HistoryEvent,
  historyEventSchema,
  HistoryPage,
} from '@fairway/backstage-plugin-delivery-common';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { readInput } from '../api/readInput';
import { ServiceAdmission } from '../api/ServiceAdmission';
import { decodeCursor, encodeCursor } from '../database/cursor';
import { DeploymentHistory } from '../deployments/DeploymentHistory';
import { PromotionReader } from '../promotions/PromotionReader';
import { exportHistory } from './exportHistory';
import { presentTrack } from './presentTrack';
import { ServiceHistory } from './ServiceHistory';

const filterSchema = z.object({
  /** A kind, or a group: `promotion`, `rollback` with automatic ones, `incident` with all that stops a release. */
  kind: historyEventSchema.shape.kind.optional(),
});

const historyQuerySchema = filterSchema.extend({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
});

const trackQuerySchema = z.object({
  days: z.coerce.number().int().min(1).max(366).default(14),
});

/** More than fit into the widest track that anybody can read. */
const TRACK_EVENTS = 500;

/** What happened to a service, as lines and as bars over time. */
export function createHistoryRouter(options: {
  admission: ServiceAdmission;
  history: ServiceHistory;
  deployments: DeploymentHistory;
  promotions: PromotionReader;
}): Router {
  const { admission, history, deployments, promotions } = options;
  const router = PromiseRouter();

  router.get(
    '/services/:namespace/:name/history',
    async (request, response) => {
      const { service } = await admission.admit(
        request,
        deliveryServiceReadPermission,
      );
      const query = readInput(historyQuerySchema, request.query);
      const position = query.cursor
        ? decodeCursor(query.cursor, z.tuple([z.string(), z.string()]))
        : undefined;
      const { events, total, more } = await history.page(service.ref, {
        kinds: query.kind && kindsOf(query.kind),
        limit: query.limit,
        before: position && { at: position[0], id: position[1] },
      });
      const last = events[events.length - 1];
      const page: HistoryPage = {
        events,
        total,
        nextCursor: more ? encodeCursor([last.at, last.id]) : undefined,
      };
      response.json(page);
    },
  );

  router.get(
    '/services/:namespace/:name/history.csv',
    async (request, response) => {
      const { service } = await admission.admit(
        request,
        deliveryServiceReadPermission,
      );
      const { kind } = readInput(filterSchema, request.query);
      response.attachment(`${request.params.name}-history.csv`);
      await exportHistory(
        history,
        { serviceRef: service.ref, kinds: kind && kindsOf(kind) },
        response,
      );
    },
  );

  router.get('/services/:namespace/:name/track', async (request, response) => {
    const { service } = await admission.admit(
      request,
      deliveryServiceReadPermission,
    );
    const { days } = readInput(trackQuerySchema, request.query);
    const to = new Date();
    const from = new Date(to.getTime() - days * 86_400_000).toISOString();
    const [spans, holds, { events }] = await Promise.all([
      deployments.track(service.ref, from),
      promotions.holds(service.ref),
      promotions.historyEvents(service.ref, {
        limit: TRACK_EVENTS,
        kinds: ['promotion', 'rollback', 'auto-rollback', 'incident'],
      }),
    ]);
    response.json(
      presentTrack({ from, to: to.toISOString(), spans, holds, events }),
    );
  });

  return router;
}

/** People look for the trouble, not for its exact kind. */
function kindsOf(kind: HistoryEvent['kind']): HistoryEvent['kind'][] {
  switch (kind) {
    case 'rollback':
      return ['rollback', 'auto-rollback'];
    case 'incident':
      return ['incident', 'auto-rollback', 'veto', 'quarantine'];
    default:
      return [kind];
  }
}
