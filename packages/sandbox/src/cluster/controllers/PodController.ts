import { createHash } from 'node:crypto';
import { JsonObject, objectAt, objectsAt, textAt, textsAt } from '../json/Json';
import { POD, SERVICE } from '../knownTypes';
import { formatTime, KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { ContainerBehaviours } from '../pods/ContainerBehaviours';
import { containerStatus } from '../pods/containerStatus';
import {
  containerAt,
  ContainerFate,
  ContainerMoment,
} from '../pods/containerTimeline';
import { podConditions, podPhase } from '../pods/podPhase';
import { podEvents } from '../pods/podEvents';
import {
  Controller,
  ControllerContext,
  keyOf,
  sooner,
  splitKey,
} from './Controller';
import { Stopwatch } from './Stopwatch';

const TERMINATES_AFTER = 2;
const NODES = ['sandbox-node-1', 'sandbox-node-2', 'sandbox-node-3'];

/** Scheduler and kubelet in one: places pods, pulls, starts, probes, restarts and ends them. */
export class PodController implements Controller {
  readonly name = 'pod';
  readonly #context: ControllerContext;
  readonly #behaviours: ContainerBehaviours;
  readonly #ages: Stopwatch;

  constructor(context: ControllerContext, behaviours: ContainerBehaviours) {
    this.#context = context;
    this.#behaviours = behaviours;
    this.#ages = new Stopwatch(context.clock);
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(POD).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    return change.resource === POD ? [keyOf(change.object)] : [];
  }

  reconcile(key: string): number | undefined {
    const { api, clock, events } = this.#context;
    const { namespace, name } = splitKey(key);
    const pod = api.find(POD, namespace, name);
    if (!pod) {
      this.#ages.forgetAll(`${key} `);
      return undefined;
    }
    const id = `${key} ${pod.metadata.uid}`;
    if (pod.metadata.deletionTimestamp) {
      const terminating = this.#ages.elapsed(
        `${id} end`,
        pod.metadata.deletionTimestamp,
      );
      if (terminating < TERMINATES_AFTER) {
        return TERMINATES_AFTER - terminating;
      }
      api.delete(POD, namespace, name, { gracePeriodSeconds: 0 });
      return undefined;
    }
    const elapsed = this.#ages.elapsed(id, pod.metadata.creationTimestamp);
    const bornAt = clock.now().getTime() - clock.toRealMilliseconds(elapsed);
    const timeAt = (seconds: number) =>
      new Date(bornAt + clock.toRealMilliseconds(seconds));
    let next: number | undefined;
    const moments: ContainerMoment[] = [];
    const statuses: JsonObject[] = [];
    for (const container of objectsAt(pod, 'spec', 'containers')) {
      const image = textAt(container, 'image') ?? '';
      const at = containerAt(this.#fateOf(pod, image), elapsed);
      next = sooner(next, at.next);
      moments.push(at.moment);
      statuses.push(
        containerStatus({
          name: textAt(container, 'name') ?? '',
          image,
          pod: `${name}_${namespace}(${pod.metadata.uid})`,
          moment: at.moment,
          timeAt,
        }),
      );
    }
    const scheduled = this.#scheduled(pod, moments);
    const updated = api.setStatus(POD, scheduled, {
      ...objectAt(scheduled, 'status'),
      phase: podPhase(moments),
      conditions: podConditions(pod, moments, clock.now()),
      startTime: formatTime(new Date(bornAt)),
      hostIP: '10.0.0.10',
      podIP: addressOf(pod),
      podIPs: [{ ip: addressOf(pod) }],
      qosClass: 'Burstable',
      containerStatuses: statuses,
    });
    if (updated) {
      for (const event of podEvents(pod, updated)) {
        events.record(updated, event);
      }
    }
    return next;
  }

  /** Binds the pod to a node once it is past pending. */
  #scheduled(pod: KubernetesObject, moments: ContainerMoment[]) {
    const pending = moments.every(moment => moment.kind === 'pending');
    if (pending || textAt(pod, 'spec', 'nodeName')) {
      return pod;
    }
    const nodeName = NODES[hashOf(pod)[0] % NODES.length];
    return (
      this.#context.api.modify(POD, pod, current => ({
        ...current,
        spec: { ...objectAt(current, 'spec'), nodeName },
      })) ?? pod
    );
  }

  #fateOf(pod: KubernetesObject, image: string): ContainerFate {
    const behaviour = this.#behaviours.of(pod, image);
    const runsToAnEnd = textAt(pod, 'spec', 'restartPolicy') !== 'Always';
    switch (behaviour.kind) {
      case 'unknown-image':
        return { kind: 'unpullable' };
      case 'crash-loop':
        return runsToAnEnd
          ? { kind: 'finishes', exitCode: 1 }
          : { kind: 'crashes' };
      case 'high-error-rate':
      case 'healthy':
        return runsToAnEnd
          ? { kind: 'finishes', exitCode: this.#neighbourCrashes(pod) ? 1 : 0 }
          : { kind: 'serves' };
      default: {
        const impossible: never = behaviour;
        return impossible;
      }
    }
  }

  /**
   * Whether the service that a job of this namespace would test is crashing here. What a Service of that name does not
   * select, such as a new ReplicaSet that no user sees yet, does not answer the job.
   */
  #neighbourCrashes(pod: KubernetesObject): boolean {
    const service = pod.metadata.labels?.['fairway.dev/service'];
    const { objects } = this.#context.api;
    const selectors = objects
      .list(SERVICE, pod.metadata.namespace)
      .filter(({ metadata }) => metadata.name === service)
      .map(each => textsAt(each, 'spec', 'selector'));
    const answers = (labels: Record<string, string> = {}) =>
      selectors.length === 0 ||
      selectors.some(selector =>
        Object.entries(selector).every(([key, value]) => labels[key] === value),
      );
    return objects
      .list(POD, pod.metadata.namespace)
      .some(
        other =>
          textAt(other, 'spec', 'restartPolicy') === 'Always' &&
          !other.metadata.deletionTimestamp &&
          (service === undefined ||
            other.metadata.labels?.['fairway.dev/service'] === service) &&
          answers(other.metadata.labels) &&
          this.#behaviours.ofPod(other).kind === 'crash-loop',
      );
  }
}

function hashOf(pod: KubernetesObject): Buffer {
  return createHash('sha256')
    .update(pod.metadata.uid ?? pod.metadata.name)
    .digest();
}

function addressOf(pod: KubernetesObject): string {
  const hash = hashOf(pod);
  return `10.244.${hash[1] % 250}.${(hash[2] % 250) + 1}`;
}
