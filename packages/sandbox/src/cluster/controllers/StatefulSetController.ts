import { numberAt, textAt, valueAt } from '../json/Json';
import { POD, STATEFUL_SET } from '../knownTypes';
import { isControlledBy, KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { isPodReady } from '../pods/podPhase';
import {
  Controller,
  ControllerContext,
  keyOf,
  ownerKeys,
  splitKey,
} from './Controller';
import { podFromTemplate } from './podFromTemplate';
import { templateHash } from './replicaSets';

const REVISION = 'controller-revision-hash';

/** Keeps numbered pods: they come in order, go in reverse order, and are replaced one at a time from the last. */
export class StatefulSetController implements Controller {
  readonly name = 'statefulset';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(STATEFUL_SET).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case STATEFUL_SET:
        return [keyOf(change.object)];
      case POD:
        return ownerKeys(change.object, 'StatefulSet');
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { namespace, name } = splitKey(key);
    const set = this.#context.api.find(STATEFUL_SET, namespace, name);
    if (set && !set.metadata.deletionTimestamp) {
      const revision = `${name}-${templateHash(set)}`;
      this.#move(set, revision);
      this.#report(set, revision);
    }
    return undefined;
  }

  /** Does the next step; in order, nothing is done while a pod is on its way. */
  #move(set: KubernetesObject, revision: string): void {
    const replicas = numberAt(set, 'spec', 'replicas') ?? 1;
    const parallel = textAt(set, 'spec', 'podManagementPolicy') === 'Parallel';
    const pods = this.#podsOf(set);
    const isMissing = (index: number) =>
      !pods.some(pod => ordinalOf(pod) === index);
    for (let index = 0; index < replicas; index += 1) {
      if (isMissing(index)) {
        this.#create(set, index, revision);
        if (!parallel) {
          return;
        }
      } else if (
        !parallel &&
        !pods.some(pod => ordinalOf(pod) === index && isPodReady(pod))
      ) {
        this.#replaceIfOutdated(pods, index, revision);
        return;
      }
    }
    const last = [...pods].sort(
      (left, right) => ordinalOf(right) - ordinalOf(left),
    );
    const surplus = last.filter(pod => ordinalOf(pod) >= replicas);
    if (surplus.length > 0) {
      (parallel ? surplus : surplus.slice(0, 1)).forEach(pod =>
        this.#delete(pod),
      );
      return;
    }
    const rolls = textAt(set, 'spec', 'updateStrategy', 'type') !== 'OnDelete';
    const partition =
      numberAt(set, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ??
      0;
    const outdated = last.find(
      pod => ordinalOf(pod) >= partition && revisionOf(pod) !== revision,
    );
    if (rolls && outdated && pods.every(isPodReady)) {
      this.#delete(outdated);
    }
  }

  /** A pod of an old template that never became ready would hold up everything for ever. */
  #replaceIfOutdated(
    pods: KubernetesObject[],
    index: number,
    revision: string,
  ): void {
    const stuck = pods.find(pod => ordinalOf(pod) === index);
    if (stuck && revisionOf(stuck) !== revision) {
      this.#delete(stuck);
    }
  }

  #create(set: KubernetesObject, index: number, revision: string): void {
    const name = `${set.metadata.name}-${index}`;
    this.#context.api.create(
      POD,
      podFromTemplate(set, {
        name,
        labels: {
          [REVISION]: revision,
          'statefulset.kubernetes.io/pod-name': name,
          'apps.kubernetes.io/pod-index': String(index),
        },
        spec: {
          hostname: name,
          subdomain: textAt(set, 'spec', 'serviceName'),
        },
      }),
    );
    this.#record(set, 'SuccessfulCreate', `create Pod ${name} in StatefulSet`);
  }

  #delete(pod: KubernetesObject): void {
    if (!pod.metadata.deletionTimestamp) {
      this.#context.api.delete(POD, pod.metadata.namespace, pod.metadata.name);
    }
  }

  #record(set: KubernetesObject, reason: string, what: string): void {
    this.#context.events.record(set, {
      type: 'Normal',
      reason,
      message: `${what} ${set.metadata.name} successful`,
      component: 'statefulset-controller',
    });
  }

  #report(set: KubernetesObject, revision: string): void {
    const pods = this.#podsOf(set).filter(
      pod => !pod.metadata.deletionTimestamp,
    );
    const ready = pods.filter(isPodReady).length;
    const updated = pods.filter(pod => revisionOf(pod) === revision).length;
    const known = textAt(set, 'status', 'currentRevision') ?? revision;
    const complete = updated === (numberAt(set, 'spec', 'replicas') ?? 1);
    const current = complete ? revision : known;
    this.#context.api.setStatus(STATEFUL_SET, set, {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      currentReplicas: pods.filter(pod => revisionOf(pod) === current).length,
      updatedReplicas: updated,
      currentRevision: current,
      updateRevision: revision,
      collisionCount: valueAt(set, 'status', 'collisionCount') ?? 0,
    });
  }

  #podsOf(set: KubernetesObject): KubernetesObject[] {
    return this.#context.api.objects
      .list(POD, set.metadata.namespace)
      .filter(pod => isControlledBy(pod, set));
  }
}

function ordinalOf(pod: KubernetesObject): number {
  return Number(/-(\d+)$/.exec(pod.metadata.name)?.[1]);
}

function revisionOf(pod: KubernetesObject): string | undefined {
  return pod.metadata.labels?.[REVISION];
}
