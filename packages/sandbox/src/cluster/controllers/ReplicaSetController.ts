import { numberAt, textAt } from '../json/Json';
import { POD, REPLICA_SET } from '../knownTypes';
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

/** Keeps as many pods as a ReplicaSet asks for. */
export class ReplicaSetController implements Controller {
  readonly name = 'replicaset';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(REPLICA_SET).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case REPLICA_SET:
        return [keyOf(change.object)];
      case POD:
        return ownerKeys(change.object, 'ReplicaSet');
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { api, events } = this.#context;
    const { namespace, name } = splitKey(key);
    const set = api.find(REPLICA_SET, namespace, name);
    if (!set || set.metadata.deletionTimestamp) {
      return undefined;
    }
    const wanted = numberAt(set, 'spec', 'replicas') ?? 1;
    const pods = api.objects
      .list(POD, namespace)
      .filter(pod => isControlledBy(pod, set))
      .filter(isActive);
    for (let index = pods.length; index < wanted; index += 1) {
      const pod = api.create(POD, podFromTemplate(set));
      events.record(set, {
        type: 'Normal',
        reason: 'SuccessfulCreate',
        message: `Created pod: ${pod.metadata.name}`,
        component: 'replicaset-controller',
      });
    }
    const surplus = [...pods]
      .sort(
        (left, right) => Number(isPodReady(left)) - Number(isPodReady(right)),
      )
      .slice(0, Math.max(0, pods.length - wanted));
    for (const pod of surplus) {
      api.delete(POD, namespace, pod.metadata.name);
      events.record(set, {
        type: 'Normal',
        reason: 'SuccessfulDelete',
        message: `Deleted pod: ${pod.metadata.name}`,
        component: 'replicaset-controller',
      });
    }
    const remaining = pods.filter(pod => !surplus.includes(pod));
    const ready = remaining.filter(isPodReady).length;
    const current = remaining.length + Math.max(0, wanted - pods.length);
    api.setStatus(REPLICA_SET, set, {
      replicas: current,
      fullyLabeledReplicas: current,
      readyReplicas: ready,
      availableReplicas: ready,
      observedGeneration: set.metadata.generation,
    });
    return undefined;
  }
}

function isActive(pod: KubernetesObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return (
    !pod.metadata.deletionTimestamp &&
    phase !== 'Failed' &&
    phase !== 'Succeeded'
  );
}
