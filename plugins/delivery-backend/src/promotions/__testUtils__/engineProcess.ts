import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { HttpAuthService } from '@backstage/backend-plugin-api';
import Knex from 'knex';
import { ObservedDeployment } from '../../deployments/DeploymentStore';
import { PipelineConfig } from '../../pipelines/pipelineConfig';
import { DatabaseReleaseStore } from '../../releases/DatabaseReleaseStore';
import { summarizeRelease } from '../../releases/summarizeRelease';
import { CrashPointName } from '../crashPoint';
import { WorkerTimes } from '../PromotionWorker';
import { createTestEngine } from './testEngine';

/** What a process with an engine is told when it starts. */
export interface EngineProcessSettings {
  database: { client: string; connection: unknown; sqlite: boolean };
  pipeline: PipelineConfig;
  /** The bare manifests repository. */
  repository: string;
  mirrors: string;
  /** Each notification becomes a line of this file. */
  notifications: string;
  times: Partial<WorkerTimes>;
  /** Where the process kills itself, at which passing of that place. */
  death?: { point: CrashPointName; passing: number };
}

/** The process answers no requests. */
const nobodyAsks: HttpAuthService = {
  credentials: async () => {
    throw new Error('This process answers no requests');
  },
  issueUserCookie: async () => {
    throw new Error('This process answers no requests');
  },
};

/** Runs an engine until it dies. Beside it a GitOps controller is played that applies each commit at once. */
async function main(settings: EngineProcessSettings): Promise<void> {
  const { database, repository, death } = settings;
  const knex = Knex({
    client: database.client,
    connection: Object(database.connection),
    useNullAsDefault: database.sqlite,
  });
  if (database.sqlite) {
    await knex.raw('PRAGMA journal_mode = WAL');
    await knex.raw('PRAGMA synchronous = FULL');
  }
  const releases = DatabaseReleaseStore.create({ knex });
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();

  async function observe(
    serviceRef: string,
    environment: string,
  ): Promise<ObservedDeployment | undefined> {
    const revision = git('rev-parse', 'main');
    const file = `manifests/environments/${environment}/kustomization.yaml`;
    const digest = /sha256:[0-9a-f]{64}/.exec(
      git('show', `${revision}:${file}`),
    )?.[0];
    const release = digest && (await releases.findByDigest(serviceRef, digest));
    return {
      environment,
      release: release ? summarizeRelease(release) : undefined,
      digest,
      health: 'healthy',
      sync: 'synced',
      revision,
      checks: [],
      provenance: [{ source: 'controller', state: 'fresh' }],
    };
  }

  let passed = 0;
  const { engine } = createTestEngine({
    knex,
    pipeline: settings.pipeline,
    mirrors: settings.mirrors,
    remotes: {
      find: async () => ({ url: repository, environment: {} }),
      commitUrl: () => undefined,
    },
    deployments: { get: observe, list: async () => [] },
    httpAuth: nobodyAsks,
    notifications: {
      send: async ({ payload }) =>
        appendFileSync(settings.notifications, `${payload.scope}\n`),
    },
    crashPoint: name => {
      passed += name === death?.point ? 1 : 0;
      if (name === death?.point && passed === death.passing) {
        process.kill(process.pid, 'SIGKILL');
      }
    },
    times: settings.times,
  });
  engine.start();
  // The timers of a waiting engine keep no process alive.
  setInterval(() => undefined, 60_000);
}

void main(JSON.parse(process.argv[2]));
