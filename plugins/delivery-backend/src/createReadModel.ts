import {
  AuditorService,
  AuthService,
  HttpAuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  SchedulerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import { Gate, ManifestWriter } from '@fairway/backstage-plugin-delivery-node';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { Knex } from 'knex';
import { createDescriptionRouter } from './api/createDescriptionRouter';
import { ServiceAdmission } from './api/ServiceAdmission';
import { DatabaseDeploymentStore } from './deployments/DatabaseDeploymentStore';
import { DeploymentHistory } from './deployments/DeploymentHistory';
import { DeploymentReader } from './deployments/DeploymentReader';
import { createFindingRouter } from './findings/createFindingRouter';
import { FindingIngest } from './findings/FindingIngest';
import { FindingStore } from './findings/FindingStore';
import { FindingTriage } from './findings/FindingTriage';
import { SecurityReader } from './findings/SecurityReader';
import { createFleetRouter } from './fleet/createFleetRouter';
import { FleetStore } from './fleet/FleetStore';
import { createHistoryRouter } from './history/createHistoryRouter';
import { ServiceHistory } from './history/ServiceHistory';
import { DeliveryConfig } from './pipelines/pipelineConfig';
import { PipelineRunStore } from './pipelineRuns/PipelineRunStore';
import { createPromotionEngine } from './promotions/createPromotionEngine';
import { createReleaseRouter } from './releases/createReleaseRouter';
import { DatabaseCommitStore } from './releases/DatabaseCommitStore';
import { DatabaseReleaseStore } from './releases/DatabaseReleaseStore';
import { createReportRouter } from './reports/createReportRouter';
import { ReportVerifier } from './reports/ReportVerifier';
import { CatalogRefresher } from './services/CatalogRefresher';
import {
  CoalescingServiceChanges,
  EVERY_SERVICE,
} from './services/CoalescingServiceChanges';
import { createServiceRouter } from './services/createServiceRouter';
import { DatabaseServiceStore } from './services/DatabaseServiceStore';
import { DeliveryAuthorizer } from './services/DeliveryAuthorizer';
import { ServiceDirectory } from './services/ServiceDirectory';
import { ServiceStore } from './services/ServiceStore';
import { SummaryBuilder } from './services/SummaryBuilder';
import { SummaryStore } from './services/SummaryStore';
import { FreshnessSweeper } from './sources/FreshnessSweeper';
import { ObservedServices } from './sources/ObservedServices';
import { SourceLeaseStore } from './sources/SourceLeaseStore';
import { SourceSinks } from './sources/SourceSinks';
import { SourceStatusReader } from './sources/SourceStatusReader';
import { SourceServiceStore } from './sources/SourceServiceStore';
import { SourceStore } from './sources/SourceStore';
import { InstalledSources, SourceSupervisor } from './sources/SourceSupervisor';

const SWEEP_MS = 5_000;

/** What the read model and the engine are built from. */
export interface ReadModelOptions {
  knex: Knex;
  config: DeliveryConfig;
  gates: Gate[];
  writers: ManifestWriter[];
  sources: InstalledSources;
  reports: ReportVerifier;
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  events: EventsService;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  notifications: NotificationService;
  permissions: PermissionsService;
  registry: PermissionsRegistryService;
  scheduler: SchedulerService;
  signals: SignalsService;
  userInfo: UserInfoService;
}

/** The backend, ready to be started. */
export interface ReadModel {
  router: Router;
  services: ServiceStore;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Puts the rooms together: stores, sources, summaries, the promotion engine and the API. */
export function createReadModel(options: ReadModelOptions): ReadModel {
  const { knex, config, logger } = options;
  const { pipelines, clockDays } = config;
  const services = DatabaseServiceStore.create({ knex });
  const directory = ServiceDirectory.create({ store: services });
  const deploymentStore = DatabaseDeploymentStore.create({ knex });
  const deploymentHistory = DeploymentHistory.create({ knex });
  const releases = DatabaseReleaseStore.create({ knex });
  const commits = DatabaseCommitStore.create({ knex });
  const runs = PipelineRunStore.create({ knex });
  const findings = FindingStore.create({ knex });
  const summaries = SummaryStore.create({ knex });
  const fleet = FleetStore.create({ knex });
  const sourceStore = SourceStore.create({ knex });
  const leases = SourceLeaseStore.create({ knex });
  const serviceStore = SourceServiceStore.create({ knex });
  const sources = SourceStatusReader.create({
    store: sourceStore,
    services: serviceStore,
    observed: ObservedServices.create({
      installed: options.sources,
      directory,
    }),
  });
  const authorizer = DeliveryAuthorizer.create(options);
  const triage = FindingTriage.create({ knex, clockDays });

  const changes = CoalescingServiceChanges.create({
    rebuild,
    signals: options.signals,
    logger,
  });
  const engine = createPromotionEngine({
    ...options,
    services,
    releases,
    commits,
    deployments: DeploymentReader.create({
      store: deploymentStore,
      releases,
      sources,
    }),
    findings,
    authorizer,
    onChange: (serviceRef, topic) => changes.announce(serviceRef, topic),
  });
  const builder = SummaryBuilder.create({
    pipelines,
    services,
    summaries,
    fleet,
    deployments: deploymentStore,
    releases,
    commits,
    runs,
    findings,
    promotions: engine.reader,
    sources,
  });
  const refresher = CatalogRefresher.create({
    ...options,
    store: services,
    directory,
    changes,
  });
  const sweeper = FreshnessSweeper.create({
    store: sourceStore,
    services: serviceStore,
    onChanged: async (_source, serviceRefs) => {
      sources.forget();
      // Pages read how fresh a value is by themselves; the fleet's stored rows follow one by one.
      changes.announce(EVERY_SERVICE, 'sources');
      const refs = serviceRefs ?? directory.refs();
      changes
        .rebuildQuietly(refs)
        .then(() => changes.announce(EVERY_SERVICE, 'sources'));
    },
  });
  const onStatus = () => {
    sources.forget();
    sweeper.sweep().catch(error =>
      logger.warn('Looking for stale values failed', {
        error: String(error),
      }),
    );
  };
  const sinks = SourceSinks.create({
    store: sourceStore,
    serviceStore,
    leases,
    directory,
    changes,
    runs,
    commits,
    releases,
    deployments: deploymentStore,
    findings: FindingIngest.create({ knex, clockDays }),
    onStatus,
  });
  const supervisor = SourceSupervisor.create({
    installed: options.sources,
    sinks,
    store: sourceStore,
    serviceStore,
    leases,
    services: directory,
    logger,
    onStatus,
  });
  // Config may have changed while the backend was down, or it died between a change and its summary.
  const rebuildAll = () => changes.rebuildQuietly(directory.refs());

  const admission = ServiceAdmission.create({
    httpAuth: options.httpAuth,
    authorizer,
    services,
    onUnknown: () => refresher.hint(),
  });
  const v1 = PromiseRouter();
  v1.use(createDescriptionRouter());
  v1.use(createFleetRouter({ ...options, fleet, sources, pipelines }));
  v1.use(
    createServiceRouter({
      admission,
      authorizer,
      summaries,
      sources,
      pipelines,
      rebuild,
    }),
  );
  v1.use(
    createHistoryRouter({
      admission,
      history: ServiceHistory.create({
        knex,
        deployments: deploymentHistory,
        promotions: engine.reader,
      }),
      deployments: deploymentHistory,
      promotions: engine.reader,
    }),
  );
  v1.use(createReleaseRouter({ admission, releases }));
  v1.use(
    createFindingRouter({
      knex,
      admission,
      security: SecurityReader.create({
        findings,
        summaries,
        sources,
        clockDays,
      }),
      findings,
      triage,
      changes,
      auditor: options.auditor,
    }),
  );
  v1.use(engine.router);
  v1.use(
    createReportRouter({ verifier: options.reports, events: options.events }),
  );
  const router = PromiseRouter();
  router.use('/v1', v1);

  /** Changes need the builder, which needs the engine, which announces changes: this closes the circle. */
  function rebuild(serviceRef: string): Promise<void> {
    return builder.rebuild(serviceRef);
  }

  const stopping = new AbortController();
  let sweeping: NodeJS.Timeout | undefined;

  async function start(): Promise<void> {
    const { scheduler } = options;
    await directory.reload();
    refresher.hint();
    changes.onChange(({ serviceRef, topic }) => {
      // The engine announces its own changes; hearing them again would keep it awake for ever.
      if (topic !== 'promotion' && serviceRef !== EVERY_SERVICE) {
        engine.wake(serviceRef);
      }
    }, stopping.signal);
    await scheduler.scheduleTask({
      id: 'delivery-services',
      frequency: { seconds: 30 },
      timeout: { minutes: 5 },
      initialDelay: { seconds: 10 },
      // Every replica keeps its own directory; the rows are written by whoever sees the change first.
      scope: 'local',
      signal: stopping.signal,
      fn: () => refresher.refresh(),
    });
    await scheduler.scheduleTask({
      id: 'delivery-expired-acceptances',
      frequency: { minutes: 10 },
      timeout: { minutes: 5 },
      initialDelay: { seconds: 30 },
      signal: stopping.signal,
      fn: async () => {
        for (const ref of await triage.expire(new Date())) {
          changes.announce(ref, 'findings');
        }
      },
    });
    await supervisor.start();
    rebuildAll();
    sweeping = setInterval(onStatus, SWEEP_MS);
    sweeping.unref();
    engine.start();
  }

  return {
    router,
    services,
    start,
    async stop() {
      stopping.abort();
      clearInterval(sweeping);
      await Promise.all([engine.stop(), supervisor.stop(), changes.stop()]);
    },
  };
}
