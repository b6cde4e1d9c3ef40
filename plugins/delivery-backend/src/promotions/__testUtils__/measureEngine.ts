import { randomBytes } from 'node:crypto';
import path from 'node:path';
import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { until } from '@fairway/backstage-plugin-delivery-node/testUtils';
import express from 'express';
import Knex from 'knex';
import request from 'supertest';
import { migrate } from '../../database/openDatabase';
import { ManifestsMonorepo } from '../../manifests/__testUtils__/ManifestsMonorepo';
import { image } from '../../manifests/__testUtils__/ManifestsRepository';
import {
  Measured,
  measured,
  timed,
} from '../../manifests/__testUtils__/measureWriter';
import { DatabaseReleaseStore } from '../../releases/DatabaseReleaseStore';
import { DatabaseServiceStore } from '../../services/DatabaseServiceStore';
import { DatabasePromotionStore } from '../DatabasePromotionStore';
import { aPolicy } from './promotionFixture';
import { createTestEngine } from './testEngine';

const ALONE = 10;
const AT_ONCE = 10;
const EACH = 5;
const PATIENCE_SECONDS = 120;

/** From the approval by the API to the commit at the remote, through the whole engine. */
export async function measureEngine(
  repository: ManifestsMonorepo,
): Promise<Measured[]> {
  const services = repository.services.slice(0, ALONE + AT_ONCE * EACH);
  const run = randomBytes(4).toString('hex');
  const knex = Knex({
    client: 'better-sqlite3',
    connection: { filename: path.join(repository.folder, `${run}.sqlite`) },
    useNullAsDefault: true,
  });
  await knex.raw('PRAGMA journal_mode = WAL');
  await knex.raw('PRAGMA synchronous = FULL');
  await migrate(knex);
  await DatabaseServiceStore.create({ knex }).replaceAll(
    services.map(each => ({ ...each, title: each.name })),
  );
  const { verification, approvals } = aPolicy();
  const { engine } = createTestEngine({
    knex,
    pipeline: {
      name: 'standard',
      title: 'Standard',
      policyVersion: 'policy-1',
      environments: [
        {
          name: 'production',
          after: [],
          entry: 'manual',
          gates: [{ id: 'gate-2', settings: {} }],
          approvals,
          verification,
          rollback: 'manual',
          freezes: [],
          freezesBindRollbacks: false,
        },
      ],
    },
    mirrors: path.join(repository.folder, 'mirrors'),
    remotes: repository.remotes,
    deployments: { get: async () => undefined, list: async () => [] },
    httpAuth: mockServices.httpAuth(),
    notifications: { send: async () => undefined },
    crashPoint: () => undefined,
    times: {},
  });
  const app = express();
  app.use('/v1', engine.router);
  app.use(mockErrorHandler());
  const server = app.listen(0, '127.0.0.1');
  const store = DatabasePromotionStore.create({ knex });
  const releases = DatabaseReleaseStore.create({ knex });
  engine.start();

  const post = (person: string, route: string, body: object) =>
    request(server)
      .post(`/v1${route}`)
      .set(
        'Authorization',
        mockCredentials.user.header(`user:default/${person}`),
      )
      .send(body);

  async function waiting(service: (typeof services)[number]): Promise<string> {
    const { release } = await releases.add(
      service.ref,
      {
        schema: 'fairway.dev/release/v1',
        version: '1.0.1',
        commit: randomBytes(20).toString('hex'),
        image,
        digest: `sha256:${randomBytes(32).toString('hex')}`,
        quarantined: false,
        evidence: [],
      },
      { id: 'run-1', reportedAt: new Date().toISOString() },
    );
    const { body } = await post(
      'ada',
      `/services/default/${service.name}/promotions`,
      { environment: 'production', releaseId: release.id },
    ).expect(201);
    return body.id;
  }

  /** Up to the stored commit: what a person sees as written. */
  async function approve(id: string): Promise<void> {
    await post('olga', `/promotions/${id}/decision`, {
      decision: 'approved',
    }).expect(200);
    await until(
      () => store.get(id),
      promotion => promotion?.manifestsCommit !== undefined,
      PATIENCE_SECONDS,
    );
  }

  try {
    const ids: string[] = [];
    for (const service of services) {
      ids.push(await waiting(service));
    }
    for (const id of ids) {
      await until(
        () => store.get(id),
        each => each?.state === 'awaiting-approval' && !each.notice,
        PATIENCE_SECONDS,
      );
    }
    const alone: number[] = [];
    for (const id of ids.slice(0, ALONE)) {
      alone.push(await timed(() => approve(id)));
    }
    const together: number[] = [];
    const started = performance.now();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, lane) => {
        const own = ids.slice(ALONE).filter((_id, at) => at % AT_ONCE === lane);
        for (const id of own) {
          together.push(await timed(() => approve(id)));
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    return [
      measured('engine: approve to pushed', alone),
      {
        ...measured(`engine: ${AT_ONCE} at once on one branch`, together),
        perSecond: Math.round((together.length / seconds) * 10) / 10,
      },
    ];
  } finally {
    server.close();
    await engine.stop();
    await knex.destroy();
  }
}
