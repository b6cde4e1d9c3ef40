import { deliveryServiceReadPermission } from '@fairway/backstage-plugin-delivery-common';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { readInput } from '../api/readInput';
import { ServiceAdmission } from '../api/ServiceAdmission';
import { decodeCursor, encodeCursor } from '../database/cursor';
import { ReleaseStore } from './ReleaseStore';

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
});

/** Releases of a service, newest first. */
export function createReleaseRouter(options: {
  admission: ServiceAdmission;
  releases: ReleaseStore;
}): Router {
  const { admission, releases } = options;
  const router = PromiseRouter();

  router.get(
    '/services/:namespace/:name/releases',
    async (request, response) => {
      const { service } = await admission.admit(
        request,
        deliveryServiceReadPermission,
      );
      const { limit, cursor } = readInput(querySchema, request.query);
      const before = cursor
        ? decodeCursor(cursor, z.tuple([z.number().int()]))[0]
        : undefined;
      const found = await releases.list(service.ref, {
        limit: limit + 1,
        before,
      });
      const shown = found.slice(0, limit);
      response.json({
        releases: shown,
        nextCursor:
          found.length > limit
            ? encodeCursor([shown[shown.length - 1].sequence])
            : undefined,
      });
    },
  );

  return router;
}
