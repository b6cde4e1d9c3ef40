import { Cluster } from '../cluster/Cluster';
import { textAt } from '../cluster/json/Json';
import { APPLICATION } from '../cluster/knownTypes';
import { knownType } from '../cluster/ResourceTable';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { GitOpsController } from '../gitops/GitOpsController';
import { ManifestSource } from '../gitops/ManifestSource';
import { ImageStore } from '../images/ImageStore';
import { DocumentStore } from '../storage/DocumentStore';
import { SettlingClock } from './SettlingClock';

/** A deployment of a minute takes a fifteenth of a second; faster, a busy machine would miss deadlines of the past. */
const SPEED = 900;
const DEADLINE_MS = 60_000;
const LOOK_MS = 5;
const AT_REST = ['Healthy', 'Degraded'];

/**
 * Runs the real controllers in the past, so that the cluster of a seeded sandbox holds what its deployments left
 * behind, with the dates of those deployments.
 */
export class PastCluster {
  readonly #cluster: Cluster;
  readonly #gitOps: GitOpsController;
  readonly #clock: SettlingClock;
  readonly #report: (message: string) => void;
  #queue: Promise<void> = Promise.resolve();

  static start(options: {
    store: DocumentStore;
    images: ImageStore;
    git: ManifestSource;
    report: (message: string) => void;
  }): PastCluster {
    const { store, images, git, report } = options;
    const clock = new SettlingClock({ speed: SPEED });
    const cluster = Cluster.create({
      store,
      images,
      clock,
      onControllerError: (controller, key, error) =>
        report(`${controller} ${key}: ${error}`),
    });
    const gitOps = GitOpsController.create({
      api: cluster.api,
      clock,
      git,
      report,
    });
    cluster.start();
    return new PastCluster(cluster, gitOps, clock, report);
  }

  private constructor(
    cluster: Cluster,
    gitOps: GitOpsController,
    clock: SettlingClock,
    report: (message: string) => void,
  ) {
    this.#cluster = cluster;
    this.#gitOps = gitOps;
    this.#clock = clock;
    this.#report = report;
  }

  /**
   * Applies an Application and returns when it is at rest, as if that had been at the given moment. One at a time: there is
   * only one clock.
   */
  async deploy(
    application: KubernetesObject,
    deployedAt: Date,
    /** What is registered with the Application, such as its project. */
    others: KubernetesObject[] = [],
  ): Promise<void> {
    const turn = this.#queue.then(() => {
      this.#register(others);
      return this.#settle(application, deployedAt);
    });
    this.#queue = turn;
    await turn;
  }

  stop(): void {
    this.#cluster.stop();
  }

  #register(objects: KubernetesObject[]): void {
    const { api } = this.#cluster;
    for (const object of objects) {
      const type = knownType(object.apiVersion, object.kind);
      const { name, namespace } = object.metadata;
      if (!api.find(type, namespace, name)) {
        api.create(type, object);
      }
    }
  }

  async #settle(
    application: KubernetesObject,
    deployedAt: Date,
  ): Promise<void> {
    const { api } = this.#cluster;
    const { name, namespace = 'argocd' } = application.metadata;
    this.#clock.moveTo(deployedAt);
    if (!api.find(APPLICATION, namespace, name)) {
      api.create(APPLICATION, application);
    }
    const deadline = Date.now() + DEADLINE_MS;
    let withGit = true;
    // A state counts once it was seen twice: right after a sync the controllers have not looked yet.
    for (let rests = 0; rests < 2; ) {
      await this.#gitOps.reconcile(namespace, name, { withGit });
      withGit = false;
      const status = api.find(APPLICATION, namespace, name);
      rests = status && isAtRest(status) ? rests + 1 : 0;
      if (Date.now() > deadline) {
        this.#report(`${name} did not come to rest while it was seeded`);
        return;
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_MS));
    }
  }
}

function isAtRest(application: KubernetesObject): boolean {
  const phase = textAt(application, 'status', 'operationState', 'phase');
  const health = textAt(application, 'status', 'health', 'status') ?? '';
  return phase !== undefined && AT_REST.includes(health);
}
