import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Router } from 'express';
import { createReadModel } from '../createReadModel';
import { readDeliveryConfig } from '../pipelines/readDeliveryConfig';
import { ReportVerifier } from '../reports/ReportVerifier';
import { describeApi, routes } from './describeApi';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

function isRouter(handle: object): handle is Router {
  return 'stack' in handle;
}

function routesOf(router: Router): string[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route) {
      const methods = new Set(route.stack.map(each => each.method));
      return [...methods].map(method => `${method} ${route.path}`);
    }
    return isRouter(handle) ? routesOf(handle) : [];
  });
}

describe('the description of the API', () => {
  it('names every route that is served, and no other', async () => {
    const knex = await databases.init('SQLITE_3');
    const { router } = createReadModel({
      knex,
      config: readDeliveryConfig(new ConfigReader({}), { gates: [] }),
      gates: [],
      writers: [],
      sources: { runSources: [], deploymentSources: [], findingSources: [] },
      auditor: mockServices.auditor.mock(),
      auth: mockServices.auth.mock(),
      catalog: catalogServiceMock(),
      events: mockServices.events.mock(),
      reports: ReportVerifier.create({ issuers: [], audience: '' }),
      httpAuth: mockServices.httpAuth.mock(),
      logger: mockServices.logger.mock(),
      notifications: { send: async () => undefined },
      permissions: mockServices.permissions.mock(),
      registry: mockServices.permissionsRegistry.mock(),
      scheduler: mockServices.scheduler.mock(),
      signals: { publish: async () => undefined },
      userInfo: mockServices.userInfo.mock(),
    });
    const served = routesOf(router).filter(
      each => each !== 'get /openapi.json',
    );
    const described = routes.map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(served.sort());
    await knex.destroy();
  });

  it('gives every operation its own id', () => {
    const ids = Object.values(describeApi().paths).flatMap(operations =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});
