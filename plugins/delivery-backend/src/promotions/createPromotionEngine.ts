import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { DeliverySignal } from '@fairway/backstage-plugin-delivery-common';
import { Gate, ManifestWriter } from '@fairway/backstage-plugin-delivery-node';
import { Router } from 'express';
import { Knex } from 'knex';
import { DeploymentHistory } from '../deployments/DeploymentHistory';
import { DeploymentStore } from '../deployments/DeploymentStore';
import { FindingReader } from '../findings/FindingReader';
import { DeliveryConfig } from '../pipelines/pipelineConfig';
import { CommitStore } from '../releases/CommitStore';
import { ReleaseStore } from '../releases/ReleaseStore';
import { DeliveryAuthorizer } from '../services/DeliveryAuthorizer';
import { ApprovalsInbox } from './ApprovalsInbox';
import { AutomaticEntry } from './AutomaticEntry';
import { CrashPoint, noCrash } from './crashPoint';
import { DatabaseGuardStore } from './DatabaseGuardStore';
import { DatabasePromotionQueue } from './DatabasePromotionQueue';
import { DatabasePromotionReader } from './DatabasePromotionReader';
import { DatabasePromotionStore } from './DatabasePromotionStore';
import { EnvironmentGuard } from './EnvironmentGuard';
import { PromotionAssessor } from './PromotionAssessor';
import { PromotionDecisions } from './PromotionDecisions';
import { PromotedService, PromotionEnginePorts } from './PromotionEnginePorts';
import { PromotionFacts } from './PromotionFacts';
import { BackstagePromotionNotifier } from './PromotionNotifier';
import { PromotionReader } from './PromotionReader';
import { PromotionRequests } from './PromotionRequests';
import { PromotionRunner } from './PromotionRunner';
import { PromotionPresenter } from './PromotionPresenter';
import { PromotionWorker, WorkerTimes } from './PromotionWorker';
import { ServiceWatch } from './ServiceWatch';
import { createPromotionRouter } from './createPromotionRouter';

/** What the engine is built from. */
export interface PromotionEngineOptions {
  knex: Knex;
  /** Services as stored: `ServiceStore` fits. */
  services: {
    get(serviceRef: string): Promise<PromotedService | undefined>;
    list(): Promise<PromotedService[]>;
  };
  releases: ReleaseStore;
  commits: CommitStore;
  /** Deployments joined with their release and their freshness. */
  deployments: Pick<DeploymentStore, 'get' | 'list'>;
  findings: FindingReader;
  config: DeliveryConfig;
  gates: Gate[];
  /** In order; the first that accepts a service writes. */
  writers: ManifestWriter[];
  authorizer: DeliveryAuthorizer;
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
  auditor: AuditorService;
  notifications: NotificationService;
  logger: LoggerService;
  /** Told after every committed change of promotions, holds, vetoes and verifications. */
  onChange: (serviceRef: string, topic: DeliverySignal['topic']) => void;
  clock?: () => Date;
  crashPoint?: CrashPoint;
  times?: Partial<WorkerTimes>;
}

/** The running engine. */
export interface PromotionEngine {
  /** Routes below `/v1`. */
  router: Router;
  reader: PromotionReader;
  /** Call when anything about a service changed: a deployment, a release, a finding. Costs next to nothing. */
  wake(serviceRef: string): void;
  start(): void;
  stop(): Promise<void>;
}

/**
 * Builds the promotion engine. `plugin.ts` passes the stores, mounts `router` below `/v1`, gives `reader` to whoever
 * shows promotions, forwards `ServiceChanges.onChange` to `wake`, and calls `start` and `stop` with the plugin's life.
 */
export function createPromotionEngine(
  options: PromotionEngineOptions,
): PromotionEngine {
  const { knex, authorizer, logger } = options;
  const crashPoint = options.crashPoint ?? noCrash;
  const store = DatabasePromotionStore.create({ knex, crashPoint });
  const guards = DatabaseGuardStore.create({ knex });
  const queue = DatabasePromotionQueue.create({ knex });
  const listeners = new Set<(serviceRef: string) => void>();
  const ports: PromotionEnginePorts = {
    store,
    guards,
    services: options.services,
    releases: options.releases,
    commits: options.commits,
    deployments: options.deployments,
    history: DeploymentHistory.create({ knex }),
    findings: options.findings,
    config: options.config,
    gates: new Map(options.gates.map(gate => [gate.id, gate])),
    writers: options.writers,
    onChange: (serviceRef, topic) => {
      options.onChange(serviceRef, topic);
      listeners.forEach(listener => listener(serviceRef));
    },
    logger,
    clock: options.clock ?? (() => new Date()),
    crashPoint,
  };
  const facts = PromotionFacts.create(ports);
  const assessor = PromotionAssessor.create({ ports, facts });
  const runner = PromotionRunner.create({
    ports,
    facts,
    notifier: BackstagePromotionNotifier.create({
      notifications: options.notifications,
      logger,
    }),
  });
  const worker = PromotionWorker.create({
    queue,
    runner,
    clock: ports.clock,
    crashPoint,
    logger,
    times: options.times,
  });
  const watch = ServiceWatch.create({
    entry: AutomaticEntry.create({ ports, facts, assessor }),
    list: async () => (await options.services.list()).map(each => each.ref),
    refresh: async (serviceRef, signal) => {
      const { service } = await facts.pipeline(serviceRef);
      await facts.manifests.writerOf(service).refresh(service, signal);
    },
    onRequest: () => worker.wake(),
    logger,
  });
  // What was just verified may enter the next environment.
  listeners.add(serviceRef => watch.wake(serviceRef));
  const wake = (serviceRef: string) => {
    watch.wake(serviceRef);
    queue
      .wake(serviceRef, ports.clock())
      .then(() => worker.wake())
      .catch(error =>
        logger.warn(`Could not wake promotions of '${serviceRef}': ${error}`),
      );
  };
  const presenter = PromotionPresenter.create({
    store,
    authorizer,
    userInfo: options.userInfo,
  });
  const people = {
    ports,
    facts,
    authorizer,
    presenter,
    wake: () => worker.wake(),
  };
  const guard = EnvironmentGuard.create({
    ports,
    facts,
    authorizer,
    wake: serviceRef => {
      options.onChange(serviceRef, 'promotion');
      wake(serviceRef);
    },
  });
  return {
    router: createPromotionRouter({
      httpAuth: options.httpAuth,
      auditor: options.auditor,
      requests: PromotionRequests.create({ ...people, assessor }),
      decisions: PromotionDecisions.create(people),
      presenter,
      guard,
      inbox: ApprovalsInbox.create({ store, presenter, authorizer }),
    }),
    reader: DatabasePromotionReader.create({
      store,
      guards,
      releases: options.releases,
      history: ports.history,
    }),
    wake,
    start: () => {
      worker.start();
      watch.start();
    },
    stop: async () => {
      await Promise.all([worker.stop(), watch.stop()]);
    },
  };
}
