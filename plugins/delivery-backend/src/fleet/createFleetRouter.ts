import {
  HttpAuthService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  deliveryServiceReadPermission,
  FleetPage,
  FleetRow,
  fleetQuerySchema,
} from '@fairway/backstage-plugin-delivery-common';
import { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { readInput } from '../api/readInput';
import { activeFreeze } from '../environments/activeFreeze';
import { PipelineConfig } from '../pipelines/pipelineConfig';
import { visibleServices } from '../permissions/visibleServices';
import { SourceStatusReader } from '../sources/SourceStatusReader';
import { FleetFilter, FleetStore } from './FleetStore';

/** What the fleet page reads, and how the sources fare. */
export function createFleetRouter(options: {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  registry: PermissionsRegistryService;
  fleet: FleetStore;
  sources: SourceStatusReader;
  pipelines: ReadonlyMap<string, PipelineConfig>;
}): Router {
  const { httpAuth, fleet, sources, pipelines } = options;
  const environments = environmentOrder(pipelines);
  const router = PromiseRouter();

  const visible = async (request: Request): Promise<FleetFilter> => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const filter = await visibleServices({ ...options, credentials });
    if (!filter) {
      throw new NotAllowedError(
        `You lack the permission '${deliveryServiceReadPermission.name}'; ask who administers permissions`,
      );
    }
    return filter;
  };

  router.get('/services', async (request, response) => {
    const filter = await visible(request);
    const query = readInput(fleetQuerySchema, request.query);
    const [page, counts, facets, status] = await Promise.all([
      fleet.page(query, filter),
      fleet.counts(query, filter),
      fleet.facets(filter),
      sources.list(),
    ]);
    const now = new Date();
    const body: FleetPage = {
      ...page,
      rows: page.rows.map(row => withFreezes(row, pipelines, now)),
      environments,
      counts,
      ...facets,
      sources: status,
      asOf: now.toISOString(),
    };
    response.json(body);
  });

  router.get('/sources', async (request, response) => {
    await visible(request);
    response.json({ sources: await sources.list() });
  });

  return router;
}

/** Freezes depend on the time of day and are therefore not stored. */
function withFreezes(
  row: FleetRow,
  pipelines: ReadonlyMap<string, PipelineConfig>,
  now: Date,
): FleetRow {
  const configs = pipelines.get(row.pipeline)?.environments ?? [];
  return {
    ...row,
    cells: row.cells.map(cell => {
      const config = configs.find(each => each.name === cell.environment);
      const freeze = config && activeFreeze(config, now);
      return freeze ? { ...cell, frozenUntil: freeze.until } : cell;
    }),
  };
}

/** Every environment of every pipeline, each after those it follows in its own pipeline. */
function environmentOrder(
  pipelines: ReadonlyMap<string, PipelineConfig>,
): string[] {
  const lists = [...pipelines.values()].map(pipeline =>
    pipeline.environments.map(({ name }) => name),
  );
  const longestFirst = lists.sort((a, b) => b.length - a.length);
  return [...new Set(longestFirst.flat())];
}
