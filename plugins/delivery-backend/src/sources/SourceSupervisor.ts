import { LoggerService } from '@backstage/backend-plugin-api';
import { SourceKind } from '@fairway/backstage-plugin-delivery-common';
import {
  DeliveryServiceDirectory,
  DeploymentSource,
  FindingSource,
  PipelineRunSource,
  Source,
} from '@fairway/backstage-plugin-delivery-node';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SourceLeaseStore } from './SourceLeaseStore';
import {
  RunnableSource,
  SourceRunner,
  SourceRunnerTimes,
} from './SourceRunner';
import { SourceRun, SourceSinks } from './SourceSinks';
import { SourceServiceStore } from './SourceServiceStore';
import { SourceStore } from './SourceStore';

/** The sources that modules added. */
export interface InstalledSources {
  runSources: PipelineRunSource[];
  deploymentSources: DeploymentSource[];
  findingSources: FindingSource[];
}

interface Options {
  installed: InstalledSources;
  sinks: SourceSinks;
  store: SourceStore;
  serviceStore: SourceServiceStore;
  leases: SourceLeaseStore;
  services: DeliveryServiceDirectory;
  logger: LoggerService;
  onStatus(): void;
  times?: Partial<SourceRunnerTimes>;
}

interface Supervised {
  source: Source<unknown>;
  kind: SourceKind;
  runnable: RunnableSource;
}

const stopMilliseconds = 5_000;

/** Runs every installed source, each on one replica. */
export class SourceSupervisor {
  readonly #options: Options;
  readonly #stopping = new AbortController();
  #running: Promise<void>[] = [];

  static create(options: Options): SourceSupervisor {
    return new SourceSupervisor(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { store, serviceStore } = this.#options;
    const supervised = this.#supervised();
    const owner = randomUUID();
    const installed = supervised.map(({ source }) => source.id);
    await store.keepOnly(installed);
    await serviceStore.keepOnly(installed);
    for (const { source, kind } of supervised) {
      await store.register({
        id: source.id,
        kind,
        title: source.title,
        staleAfterSeconds: source.staleAfterSeconds,
      });
    }
    this.#running = supervised.map(({ runnable }) =>
      SourceRunner.create({
        ...this.#options,
        source: runnable,
        owner,
      }).run(this.#stopping.signal),
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    // A source that does not hear its signal must not keep the backend from stopping: its lease runs out by itself.
    await Promise.race([
      Promise.all(this.#running),
      sleep(stopMilliseconds, undefined, { ref: false }),
    ]);
  }

  #supervised(): Supervised[] {
    const { installed, sinks } = this.#options;
    return [
      ...installed.runSources.map(source =>
        this.#supervise('pipeline-runs', source, run =>
          sinks.pipelineRuns(run),
        ),
      ),
      ...installed.deploymentSources.map(source =>
        this.#supervise('deployments', source, run => sinks.deployments(run)),
      ),
      ...installed.findingSources.map(source =>
        this.#supervise('findings', source, run => sinks.findings(run)),
      ),
    ];
  }

  #supervise<TSink>(
    kind: SourceKind,
    source: Source<TSink>,
    sinkOf: (run: SourceRun) => TSink,
  ): Supervised {
    const { services, logger } = this.#options;
    return {
      source,
      kind,
      runnable: {
        id: source.id,
        run: ({ lease, signal, onAlive }) =>
          source.run({
            services,
            logger: logger.child({ source: source.id }),
            signal,
            sink: sinkOf({ lease, onAlive }),
          }),
      },
    };
  }
}
