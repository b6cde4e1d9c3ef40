import { createHash } from 'node:crypto';
import { SandboxClock } from '../../SandboxClock';
import { numberAt } from '../json/Json';
import { EVENT } from '../knownTypes';
import { KubernetesApi } from '../KubernetesApi';
import { formatTime, KubernetesObject } from '../objects/KubernetesObject';

const KEPT_MILLISECONDS = 60 * 60 * 1000;

/** Writes Kubernetes events; the same event again raises its count, as the real recorder does. */
export class EventRecorder {
  readonly #api: KubernetesApi;
  readonly #clock: SandboxClock;

  static create(options: { api: KubernetesApi; clock: SandboxClock }) {
    return new EventRecorder(options.api, options.clock);
  }

  private constructor(api: KubernetesApi, clock: SandboxClock) {
    this.#api = api;
    this.#clock = clock;
  }

  record(
    object: KubernetesObject,
    event: {
      type: 'Normal' | 'Warning';
      reason: string;
      message: string;
      component: string;
    },
  ): void {
    const namespace = object.metadata.namespace ?? 'default';
    const now = formatTime(this.#clock.now());
    const hash = createHash('sha256')
      .update(`${object.metadata.uid} ${event.reason} ${event.message}`)
      .digest('hex')
      .slice(0, 16);
    const name = `${object.metadata.name}.${hash}`;
    const known = this.#api.find(EVENT, namespace, name);
    if (known) {
      this.#api.update(EVENT, {
        ...known,
        count: (numberAt(known, 'count') ?? 1) + 1,
        lastTimestamp: now,
      });
      return;
    }
    this.#api.create(EVENT, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
      involvedObject: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name: object.metadata.name,
        namespace,
        uid: object.metadata.uid,
        resourceVersion: object.metadata.resourceVersion,
      },
      type: event.type,
      reason: event.reason,
      message: event.message,
      source: { component: event.component },
      reportingComponent: event.component,
      reportingInstance: '',
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
      eventTime: null,
    });
  }

  /** Forgets events older than an hour, as a cluster does. */
  prune(): void {
    const oldest = this.#clock.now().getTime() - KEPT_MILLISECONDS;
    for (const event of this.#api.objects.list(EVENT)) {
      const last =
        typeof event.lastTimestamp === 'string' ? event.lastTimestamp : '';
      if (Date.parse(last) < oldest) {
        this.#api.delete(EVENT, event.metadata.namespace, event.metadata.name);
      }
    }
  }
}
