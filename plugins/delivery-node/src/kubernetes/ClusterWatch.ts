import { LoggerService } from '@backstage/backend-plugin-api';
import { failureOf } from '../outbound/outboundErrors';
import { ClusterStore } from './ClusterStore';
import { KubernetesCluster } from './KubernetesClusters';
import { ClusterObject, WatchTiming, WatchedResource } from './WatchedResource';
import { probe } from './listObjects';
import { backoffMs, pause } from '../pause';
import { watchResource } from './watchResource';

/** How one cluster fares. */
export type ClusterState =
  | { state: 'starting' }
  | { state: 'live' }
  | { state: 'failed'; error: unknown; listed: boolean };

/**
 * Keeps a {@link ClusterStore} equal to one cluster. When the cluster fails, the store keeps what was seen last, and
 * the cluster is tried again, each time waiting longer.
 */
export class ClusterWatch<TObject extends ClusterObject> {
  readonly name: string;
  readonly store = new ClusterStore<TObject>();
  readonly #cluster: KubernetesCluster;
  readonly #resources: readonly WatchedResource<TObject>[];
  readonly #timing: WatchTiming;
  readonly #logger: LoggerService;
  readonly #onChange: (keys: string[]) => void;
  readonly #onState: (watch: ClusterWatch<TObject>) => void;
  readonly #seen = new Map<WatchedResource<TObject>, Set<string>>();
  #state: ClusterState = { state: 'starting' };
  #listedOnce = false;

  constructor(options: {
    cluster: KubernetesCluster;
    resources: readonly WatchedResource<TObject>[];
    timing: WatchTiming;
    logger: LoggerService;
    onChange: (keys: string[]) => void;
    onState: (watch: ClusterWatch<TObject>) => void;
  }) {
    this.name = options.cluster.name;
    this.#cluster = options.cluster;
    this.#resources = options.resources;
    this.#timing = options.timing;
    this.#logger = options.logger;
    this.#onChange = options.onChange;
    this.#onState = options.onState;
  }

  get state(): ClusterState {
    return this.#state;
  }

  async run(signal: AbortSignal): Promise<void> {
    let attempt = 0;
    while (!signal.aborted) {
      const startedAt = Date.now();
      try {
        await this.#watchAll(signal);
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        this.#logger.warn(
          `Cluster '${this.name}' cannot be observed: ${
            failureOf(error).message
          }`,
        );
        this.#setState({ state: 'failed', error, listed: this.#listedOnce });
      }
      const { retryMs, maxRetryMs } = this.#timing;
      attempt = Date.now() - startedAt > maxRetryMs ? 0 : attempt + 1;
      await pause(
        backoffMs(attempt, { first: retryMs, longest: maxRetryMs }),
        signal,
      );
    }
  }

  /** Runs until one part fails; then ends the others, too. */
  async #watchAll(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const inner = AbortSignal.any([signal, failed.signal]);
    const missing = new Set(this.#resources);
    const parts = this.#resources.map(resource => {
      return watchResource({
        cluster: this.#cluster,
        resource,
        timing: this.#timing,
        signal: inner,
        listener: {
          replaced: objects => {
            const uids = new Set(objects.map(object => object.uid));
            // What an earlier attempt saw of this kind is gone, too, if the new list lacks it.
            const gone = [...this.#uidsOf(resource)].filter(
              uid => !uids.has(uid),
            );
            this.#seen.set(resource, uids);
            const keys = [
              ...gone.flatMap(uid => this.store.delete(uid)),
              ...objects.flatMap(object => this.store.set(object)),
            ];
            this.#onChange(keys);
            missing.delete(resource);
            if (missing.size === 0 && this.#state.state !== 'live') {
              this.#listedOnce = true;
              this.#setState({ state: 'live' });
            }
          },
          changed: object => {
            this.#uidsOf(resource).add(object.uid);
            this.#onChange(this.store.set(object));
          },
          deleted: uid => {
            this.#uidsOf(resource).delete(uid);
            this.#onChange(this.store.delete(uid));
          },
        },
      });
    });
    try {
      await Promise.race([...parts, this.#probe(inner)]);
    } finally {
      failed.abort();
      await Promise.allSettled(parts);
    }
  }

  #uidsOf(resource: WatchedResource<TObject>): Set<string> {
    return this.#seen.get(resource) ?? new Set();
  }

  // A proxy may hold a stream open although the cluster behind it is gone; only a new question shows that.
  async #probe(signal: AbortSignal): Promise<void> {
    const resource =
      this.#resources.find(candidate => !candidate.optional) ??
      this.#resources[0];
    while (!signal.aborted) {
      await pause(this.#timing.probeMs, signal);
      if (!signal.aborted) {
        await probe(this.#cluster, resource, signal);
      }
    }
  }

  #setState(state: ClusterState): void {
    if (state.state === 'live' && this.#state.state === 'failed') {
      this.#logger.info(`Cluster '${this.name}' is observed again`);
    }
    this.#state = state;
    this.#onState(this);
  }
}
