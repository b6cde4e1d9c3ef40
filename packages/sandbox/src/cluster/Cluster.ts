import { RequestHandler } from 'express';
import { ImageStore } from '../images/ImageStore';
import { MetricsEvaluator } from '../metrics/MetricsEvaluator';
import { SandboxClock } from '../SandboxClock';
import { DocumentStore } from '../storage/DocumentStore';
import { AnalysisRunController } from './analysis/AnalysisRunController';
import { AutoscalerController } from './controllers/AutoscalerController';
import { Controller, ControllerContext } from './controllers/Controller';
import { ControllerRunner } from './controllers/ControllerRunner';
import { DaemonSetController } from './controllers/DaemonSetController';
import { DeploymentController } from './controllers/DeploymentController';
import { DisruptionBudgetController } from './controllers/DisruptionBudgetController';
import { EventRecorder } from './controllers/EventRecorder';
import { GarbageCollector } from './controllers/GarbageCollector';
import { HttpRouteController } from './controllers/HttpRouteController';
import { JobController } from './controllers/JobController';
import { NamespaceController } from './controllers/NamespaceController';
import { PodController } from './controllers/PodController';
import { ReplicaSetController } from './controllers/ReplicaSetController';
import { SecretSourceController } from './controllers/SecretSourceController';
import { ServiceController } from './controllers/ServiceController';
import { StatefulSetController } from './controllers/StatefulSetController';
import { ensureClusterObjects } from './ensureClusterObjects';
import { ClusterRequests } from './http/ClusterRequests';
import { KubernetesApi } from './KubernetesApi';
import { ObjectStore } from './objects/ObjectStore';
import { ContainerBehaviours } from './pods/ContainerBehaviours';
import { podLog } from './pods/podLogs';
import { RolloutController } from './rollouts/RolloutController';

const PRUNE_EVENTS_EVERY = 60_000;

/** A cluster of the sandbox: an API server, its store, and the controllers that move what is in it. */
export class Cluster {
  /** The API for code in this process; it obeys the same rules as over HTTP. */
  readonly api: KubernetesApi;
  /** The metrics of what runs in the cluster. */
  readonly metrics: MetricsEvaluator;
  readonly #requests: ClusterRequests;
  readonly #runner: ControllerRunner;
  readonly #events: EventRecorder;
  #pruning: NodeJS.Timeout | undefined;

  static create(options: {
    store: DocumentStore;
    clock: SandboxClock;
    images: ImageStore;
    /** Images under this prefix must have been pushed; default `ghcr.io/acme/`. */
    ownRegistry?: string;
    /** How many changes a watch can be behind. */
    watchWindow?: number;
    onControllerError?: (
      controller: string,
      key: string,
      error: unknown,
    ) => void;
  }): Cluster {
    return new Cluster(options);
  }

  private constructor(options: {
    store: DocumentStore;
    clock: SandboxClock;
    images: ImageStore;
    ownRegistry?: string;
    watchWindow?: number;
    onControllerError?: (
      controller: string,
      key: string,
      error: unknown,
    ) => void;
  }) {
    const { store, clock, images } = options;
    const objects = ObjectStore.open({ store, window: options.watchWindow });
    const api = KubernetesApi.create({ objects, clock });
    const behaviours = ContainerBehaviours.create({
      api,
      images,
      ownRegistry: options.ownRegistry ?? 'ghcr.io/acme/',
    });
    this.api = api;
    this.metrics = MetricsEvaluator.create({ api, behaviours });
    this.#events = EventRecorder.create({ api, clock });
    const context = { api, clock, images, events: this.#events };
    this.#runner = ControllerRunner.create({
      api,
      clock,
      controllers: this.#controllers(context, behaviours),
      onError: options.onControllerError ?? (() => {}),
    });
    this.#requests = ClusterRequests.create({
      api,
      clock,
      readLog: (pod, query) =>
        podLog({ pod, query, behaviours, now: clock.now() }),
    });
    ensureClusterObjects(api);
  }

  /** Answers the requests of the Kubernetes API; mount it at the root of an Express application. */
  handler(): RequestHandler {
    return this.#requests.handle;
  }

  /** Starts the controllers. */
  start(): void {
    this.#runner.start();
    this.#pruning ??= setInterval(
      () => this.#events.prune(),
      PRUNE_EVENTS_EVERY,
    ).unref();
  }

  /** Stops the controllers, ends all watches and writes what is not yet written. */
  stop(): void {
    this.#runner.stop();
    clearInterval(this.#pruning);
    this.#pruning = undefined;
    this.#requests.endStreams();
    this.api.objects.flush();
  }

  #controllers(
    context: ControllerContext,
    behaviours: ContainerBehaviours,
  ): Controller[] {
    return [
      new NamespaceController(context),
      new GarbageCollector(context),
      new DeploymentController(context),
      new ReplicaSetController(context),
      new StatefulSetController(context),
      new DaemonSetController(context),
      new PodController(context, behaviours),
      new JobController(context),
      new ServiceController(context),
      new HttpRouteController(context),
      new SecretSourceController(context),
      new DisruptionBudgetController(context),
      new AutoscalerController(context),
      new RolloutController(context),
      new AnalysisRunController(context, query => {
        const value = this.metrics.query(query, context.clock.now());
        return value.kind === 'scalar'
          ? value.value
          : value.samples.map(sample => sample.value);
      }),
    ];
  }
}
