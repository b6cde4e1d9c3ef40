import { HttpAuthService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { GitRemotes } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { DeploymentStore } from '../../deployments/DeploymentStore';
import { FindingReader } from '../../findings/FindingReader';
import { KustomizeManifestWriter } from '../../manifests/KustomizeManifestWriter';
import { PipelineConfig } from '../../pipelines/pipelineConfig';
import { DatabaseCommitStore } from '../../releases/DatabaseCommitStore';
import { DatabaseReleaseStore } from '../../releases/DatabaseReleaseStore';
import { DatabaseServiceStore } from '../../services/DatabaseServiceStore';
import { DeliveryAuthorizer } from '../../services/DeliveryAuthorizer';
import { CrashPoint } from '../crashPoint';
import {
  PromotionEngine,
  createPromotionEngine,
} from '../createPromotionEngine';
import { WorkerTimes } from '../PromotionWorker';
import {
  silentAuditor,
  silentLogger,
  testPermissions,
  testUserInfo,
} from './testServices';

/** What differs between the engines of tests. */
export interface TestEngineOptions {
  knex: Knex;
  pipeline: PipelineConfig;
  mirrors: string;
  remotes: GitRemotes;
  deployments: Pick<DeploymentStore, 'get' | 'list'>;
  httpAuth: HttpAuthService;
  notifications: NotificationService;
  crashPoint: CrashPoint;
  times: Partial<WorkerTimes>;
  clock?: () => Date;
  introduced?: Awaited<ReturnType<FindingReader['compare']>>['introduced'];
  denied?: ReadonlySet<string>;
}

/** The engine on a real database and real git, with stand-ins for what surrounds it. Needs no test framework. */
export function createTestEngine(options: TestEngineOptions): {
  engine: PromotionEngine;
  writer: KustomizeManifestWriter;
} {
  const { knex, pipeline, crashPoint } = options;
  const writer = KustomizeManifestWriter.create({
    folder: options.mirrors,
    remotes: options.remotes,
    crashPoint,
  });
  const engine = createPromotionEngine({
    knex,
    services: DatabaseServiceStore.create({ knex }),
    releases: DatabaseReleaseStore.create({ knex }),
    commits: DatabaseCommitStore.create({ knex }),
    deployments: options.deployments,
    findings: {
      scansOfCommit: async () => [],
      compare: async () => ({
        known: true,
        fixed: [],
        introduced: options.introduced ?? [],
      }),
    },
    config: { pipelines: new Map([[pipeline.name, pipeline]]), clockDays: {} },
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
    writers: [writer],
    authorizer: DeliveryAuthorizer.create({
      permissions: testPermissions(options.denied ?? new Set()),
    }),
    httpAuth: options.httpAuth,
    userInfo: testUserInfo,
    auditor: silentAuditor,
    notifications: options.notifications,
    logger: silentLogger,
    onChange: () => undefined,
    clock: options.clock,
    crashPoint,
    times: options.times,
  });
  return { engine, writer };
}
