import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Release } from '@fairway/backstage-plugin-delivery-common';
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
import {
  DeliveryConfig,
  EnvironmentConfig,
} from '../../pipelines/pipelineConfig';
import { DatabaseCommitStore } from '../../releases/DatabaseCommitStore';
import { DatabaseReleaseStore } from '../../releases/DatabaseReleaseStore';
import { summarizeRelease } from '../../releases/summarizeRelease';
import { DatabaseServiceStore } from '../../services/DatabaseServiceStore';
import { DeliveryAuthorizer } from '../../services/DeliveryAuthorizer';
import { CrashPoint, CrashPointName, WorkerKilled } from '../crashPoint';
import {
  PromotionEngine,
  createPromotionEngine,
} from '../createPromotionEngine';
import { DatabaseGuardStore } from '../DatabaseGuardStore';
import { DatabasePromotionStore } from '../DatabasePromotionStore';

export const serviceRef = 'component:default/checkout-api';
const base = '/v1/services/default/checkout-api';

const groups: Record<string, string[]> = {
  ada: ['group:default/payments'],
  ben: ['group:default/payments'],
  olga: ['group:default/operations'],
  oscar: ['group:default/operations'],
};

/**
 * The engine on a real database and a real git repository. Deployments, findings and the clock are told by the test.
 */
export class EngineBench {
  readonly manifests = new ManifestsRepository();
  readonly sent: { title: string; to: unknown; link?: string }[] = [];
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

  static async create(knex: Knex): Promise<EngineBench> {
    await migrate(knex);
    const bench = new EngineBench(knex);
    await bench.#services.replaceAll([
      {
        ...serviceNamed(),
        title: 'Checkout API',
        owner: 'group:default/payments',
      },
    ]);
    return bench;
  }

  private constructor(knex: Knex) {
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

  /** Starts a replica. The newest answers requests. */
  start(options: { crashAt?: CrashPointName; crashPoint?: CrashPoint } = {}) {
    const crashPoint: CrashPoint =
      options.crashPoint ??
      (name => {
        if (name === options.crashAt) {
          throw new WorkerKilled(name);
        }
      });
    const config: DeliveryConfig = {
      pipelines: new Map([['standard', this.pipeline]]),
      clockDays: {},
    };
    const engine = createPromotionEngine({
      knex: this.#knex,
      services: this.#services,
      releases: this.releases,
      commits: DatabaseCommitStore.create({ knex: this.#knex }),
      deployments: {
        get: async (_, name) => this.#deployments.get(name),
        list: async () => [...this.#deployments.values()],
      },
      findings: {
        scansOfCommit: async () => [],
        compare: async () => ({
          known: true,
          fixed: [],
          introduced: this.introduced,
        }),
      },
      config,
      gates: [
        {
          id: 'gate-2',
          title: 'Security gate 2',
          evaluate: ({ release }) => {
            const found = release.evidence.find(each => each.kind === 'gate-2');
            return found?.result === 'failed'
              ? { state: 'failed', evidence: found.summary }
              : { state: 'passed', evidence: '0 critical' };
          },
        },
      ],
      writers: [
        KustomizeManifestWriter.create({
          folder: `${this.manifests.mirrors}-${this.engines.length}`,
          remotes: this.manifests.remotes,
          crashPoint,
        }),
      ],
      authorizer: DeliveryAuthorizer.create({
        permissions: mockServices.permissions.mock({
          authorize: async (asked, context) =>
            asked.map(({ permission }) => {
              const principal = context?.credentials.principal;
              const who = JSON.stringify(principal);
              const denied = [...this.denied].some(each => {
                const [person, name] = each.split(' ');
                return who.includes(`/${person}"`) && name === permission.name;
              });
              return {
                result: denied ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
              };
            }),
        }),
      }),
      httpAuth: mockServices.httpAuth(),
      userInfo: mockServices.userInfo.mock({
        getUserInfo: async credentials => {
          const ref = JSON.stringify(credentials.principal).match(
            /user:default\/(\w+)/,
          );
          const name = ref?.[1] ?? 'nobody';
          return {
            userEntityRef: `user:default/${name}`,
            ownershipEntityRefs: [
              `user:default/${name}`,
              ...(groups[name] ?? []),
            ],
          };
        },
      }),
      auditor: mockServices.auditor.mock({
        createEvent: async () => ({
          success: async () => undefined,
          fail: async () => undefined,
        }),
      }),
      notifications: {
        send: async ({ recipients, payload }) => {
          this.sent.push({
            title: payload.title,
            to: recipients.type === 'entity' && recipients.entityRef,
            link: payload.link,
          });
        },
      },
      logger: mockServices.logger.mock(),
      onChange: () => undefined,
      clock: () => this.now(),
      crashPoint,
      times: { pollSeconds: 0.02, heartbeatSeconds: 0.5 },
    });
    this.engines.push(engine);
    this.#app = express();
    this.#app.use('/v1', engine.router);
    this.#app.use(mockErrorHandler());
    engine.start();
    return engine;
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
        finishedAt: new Date(
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
    const end = Date.now() + 15_000;
    for (;;) {
      const found = await look();
      if (found) {
        return found;
      }
      if (Date.now() > end) {
        const all = await this.#knex('promotions').select('body');
        throw new Error(
          `Waited in vain for ${what}; ${JSON.stringify(
            all.map(row => JSON.parse(row.body)),
          )}`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, 15));
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
