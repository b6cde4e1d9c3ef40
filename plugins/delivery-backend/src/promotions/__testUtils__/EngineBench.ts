import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { Health, Release } from '@fairway/backstage-plugin-delivery-common';
import { until } from '@fairway/backstage-plugin-delivery-node/testUtils';
import express from 'express';
import { Knex } from 'knex';
import request, { Test } from 'supertest';
import { migrate } from '../../database/openDatabase';
import { ObservedDeployment } from '../../deployments/DeploymentStore';
import { FindingReader } from '../../findings/FindingReader';
import { KustomizeManifestWriter } from '../../manifests/KustomizeManifestWriter';
import {
  ManifestsRepository,
  image,
  serviceNamed,
} from '../../manifests/__testUtils__/ManifestsRepository';
import { EnvironmentConfig } from '../../pipelines/pipelineConfig';
import { DatabaseReleaseStore } from '../../releases/DatabaseReleaseStore';
import { summarizeRelease } from '../../releases/summarizeRelease';
import { DatabaseServiceStore } from '../../services/DatabaseServiceStore';
import { CrashPoint, CrashPointName, WorkerKilled } from '../crashPoint';
import { PromotionEngine } from '../createPromotionEngine';
import { DatabaseGuardStore } from '../DatabaseGuardStore';
import { DatabasePromotionStore } from '../DatabasePromotionStore';
import { createTestEngine } from './testEngine';

export const serviceRef = 'component:default/checkout-api';
const base = '/v1/services/default/checkout-api';

/**
 * The engine on a real database and a real git repository. Deployments, findings and the clock are told by the test.
 */
export class EngineBench {
  readonly manifests: ManifestsRepository;
  readonly sent: { title: string; to: unknown; link?: string }[] = [];
  /** While true no notification can be handed over. */
  deaf = false;
  readonly denied = new Set<string>();
  readonly introduced: Awaited<
    ReturnType<FindingReader['compare']>
  >['introduced'] = [];
  readonly environments: EnvironmentConfig[] = [
    environmentNamed('development', { entry: 'pipeline' }),
    environmentNamed('staging', { after: ['development'] }),
    environmentNamed('production', {
      after: ['staging'],
      rollback: 'automatic',
      approvals: {
        count: 1,
        from: ['group:default/operations'],
        notRequester: true,
        notAuthor: true,
      },
    }),
  ];
  readonly pipeline = {
    name: 'standard',
    title: 'Standard',
    environments: this.environments,
    policyVersion: 'policy-1',
  };
  readonly releases: DatabaseReleaseStore;
  readonly store: DatabasePromotionStore;
  readonly guards: DatabaseGuardStore;
  readonly engines: PromotionEngine[] = [];
  readonly #knex: Knex;
  readonly #services: DatabaseServiceStore;
  readonly #deployments = new Map<string, ObservedDeployment>();
  #offset = 0;
  #app = express();
  #writer: KustomizeManifestWriter | undefined;

  static async create(knex: Knex): Promise<EngineBench> {
    return EngineBench.createWith(() => knex);
  }

  /** With a database that may lie in the folder of the test. */
  static async createWith(
    open: (folder: string) => Knex,
  ): Promise<EngineBench> {
    const manifests = new ManifestsRepository();
    const knex = open(manifests.folder);
    await migrate(knex);
    const bench = new EngineBench(knex, manifests);
    await bench.#services.replaceAll([
      {
        ...serviceNamed(),
        title: 'Checkout API',
        owner: 'group:default/payments',
      },
    ]);
    return bench;
  }

  private constructor(knex: Knex, manifests: ManifestsRepository) {
    this.manifests = manifests;
    this.#knex = knex;
    this.releases = DatabaseReleaseStore.create({ knex });
    this.store = DatabasePromotionStore.create({ knex });
    this.guards = DatabaseGuardStore.create({ knex });
    this.#services = DatabaseServiceStore.create({ knex });
  }

  get knex(): Knex {
    return this.#knex;
  }

  now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  /** Lets time pass, and the engine notice. */
  advance(seconds: number) {
    this.#offset += seconds * 1000;
    this.engines.forEach(engine => engine.wake(serviceRef));
  }

  /** Tells that the release ran in the environment for a day, long ago. */
  async ran(environment: string, release: Release, worstHealth: Health) {
    await this.#knex('deployment_history').insert({
      service_ref: serviceRef,
      environment,
      digest: release.digest,
      since: '2026-11-01T00:00:00.000Z',
      until: '2026-11-02T00:00:00.000Z',
      worst_health: worstHealth,
    });
  }

  /** Starts a replica. The newest answers requests; an idle one does nothing else. */
  start(
    options: {
      crashAt?: CrashPointName;
      crashPoint?: CrashPoint;
      idle?: boolean;
    } = {},
  ) {
    const { engine, writer } = createTestEngine({
      knex: this.#knex,
      pipeline: this.pipeline,
      mirrors: `${this.manifests.mirrors}-${this.engines.length}`,
      remotes: this.manifests.remotes,
      deployments: {
        get: async (_, name) => this.#deployments.get(name),
        list: async () => [...this.#deployments.values()],
      },
      notifications: {
        send: async ({ recipients, payload }) => {
          if (this.deaf) {
            throw new Error('Nobody listens');
          }
          this.sent.push({
            title: payload.title,
            to: recipients.type === 'entity' && recipients.entityRef,
            link: payload.link,
          });
        },
      },
      httpAuth: mockServices.httpAuth(),
      introduced: this.introduced,
      denied: this.denied,
      clock: () => this.now(),
      crashPoint:
        options.crashPoint ??
        (name => {
          if (name === options.crashAt) {
            throw new WorkerKilled(name);
          }
        }),
      times: { pollSeconds: 0.02, heartbeatSeconds: 0.5 },
    });
    this.engines.push(engine);
    this.#app = express();
    this.#app.use('/v1', engine.router);
    this.#app.use(mockErrorHandler());
    this.#writer = writer;
    if (!options.idle) {
      engine.start();
    }
    return engine;
  }

  /** Makes the newest replica look at the manifests repository now. */
  async refresh(): Promise<void> {
    await this.#writer?.refresh(serviceNamed(), new AbortController().signal);
  }

  async stop(): Promise<void> {
    await Promise.all(this.engines.map(engine => engine.stop()));
    await this.#knex.destroy();
    this.manifests.remove();
  }

  /** A release, verified in the environments that are named. */
  async release(
    sequence: number,
    verifiedIn: string[] = [],
    more: { quarantined?: boolean; gate2?: 'failed' } = {},
  ): Promise<Release> {
    const { release } = await this.releases.add(
      serviceRef,
      {
        schema: 'fairway.dev/release/v1',
        version: `1.0.${sequence}`,
        commit: sequence.toString(16).padStart(40, '0'),
        image,
        digest: `sha256:${sequence.toString(16).padStart(64, '0')}`,
        quarantined: more.quarantined ?? false,
        quarantineReason: more.quarantined ? 'CVE-2026-1234' : undefined,
        evidence: more.gate2
          ? [{ kind: 'gate-2', result: 'failed', summary: '1 critical' }]
          : [],
      },
      {
        id: `run-${sequence}`,
        reportedAt: new Date(
          1_760_000_000_000 + sequence * 60_000,
        ).toISOString(),
      },
    );
    for (const environment of verifiedIn) {
      await this.releases.recordVerification({
        serviceRef,
        environment,
        releaseId: release.id,
        verifiedAt: this.now().toISOString(),
      });
    }
    return release;
  }

  /** What sources see from now on. */
  see(
    environment: string,
    release: Release,
    more: Partial<ObservedDeployment> = {},
  ) {
    const at = this.now().toISOString();
    this.#deployments.set(environment, {
      environment,
      release: summarizeRelease(release),
      digest: release.digest,
      health: 'healthy',
      sync: 'synced',
      revision: this.manifests.git('rev-parse', 'main'),
      checks: [],
      since: at,
      healthSince: at,
      provenance: [{ source: 'argocd', state: 'fresh' }],
      ...more,
    });
    this.engines.forEach(engine => engine.wake(serviceRef));
  }

  /** Asks the newest replica as a person. */
  as(person: string) {
    const call = (test: Test) =>
      test.set(
        'Authorization',
        mockCredentials.user.header(`user:default/${person}`),
      );
    return {
      get: (path: string) => call(request(this.#app).get(path)),
      post: (path: string, body: object) =>
        call(request(this.#app).post(path)).send(body),
      preview: (query: string) =>
        call(request(this.#app).get(`${base}/promotion-preview?${query}`)),
      promote: (
        release: Release,
        environment = 'production',
        more: object = {},
      ) =>
        call(request(this.#app).post(`${base}/promotions`)).send({
          environment,
          releaseId: release.id,
          ...more,
        }),
      decide: (id: string, decision: string, comment?: string) =>
        call(request(this.#app).post(`/v1/promotions/${id}/decision`)).send({
          decision,
          comment,
        }),
    };
  }

  /** Waits until a promotion is in one of the states. */
  async reach(id: string, ...states: string[]) {
    return this.until(async () => {
      const promotion = await this.store.get(id);
      return promotion && states.includes(promotion.state)
        ? promotion
        : undefined;
    }, `promotion ${id} to be ${states.join(' or ')}`);
  }

  /** Waits for a condition. */
  async until<T>(
    look: () => Promise<T | undefined | false>,
    what: string,
  ): Promise<T> {
    try {
      return await until(look);
    } catch (error) {
      const all = await this.#knex('promotions').pluck('body');
      throw new Error(`Waited in vain for ${what}; ${error}; ${all}`);
    }
  }
}

function environmentNamed(
  name: string,
  more: Partial<EnvironmentConfig>,
): EnvironmentConfig {
  return {
    name,
    after: [],
    entry: 'manual',
    gates: [{ id: 'gate-2', settings: {} }],
    verification: {
      soakSeconds: 10,
      timeoutSeconds: 600,
      watchSeconds: 300,
      checks: [],
    },
    rollback: 'manual',
    freezes: [],
    freezesBindRollbacks: false,
    ...more,
  };
}
