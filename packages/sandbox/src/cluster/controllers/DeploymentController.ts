import { Json, numberAt, textAt, valueAt } from '../json/Json';
import { DEPLOYMENT, POD, REPLICA_SET } from '../knownTypes';
import { isControlledBy, KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { Condition, withConditions } from './conditions';
import {
  Controller,
  ControllerContext,
  keyOf,
  ownerKeys,
  splitKey,
} from './Controller';
import { planRollingUpdate } from './planRollingUpdate';
import {
  ensureReplicaSet,
  latestRevision,
  ownedReplicaSets,
  replicasOf,
  scaleReplicaSet,
  templateHash,
} from './replicaSets';
import { Stopwatch } from './Stopwatch';

const REVISION = 'deployment.kubernetes.io/revision';
const HASH_LABEL = 'pod-template-hash';

/** Rolls a Deployment from ReplicaSet to ReplicaSet within its surge and unavailability. */
export class DeploymentController implements Controller {
  readonly name = 'deployment';
  readonly #context: ControllerContext;
  readonly #progress: Stopwatch;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#progress = new Stopwatch(context.clock);
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(DEPLOYMENT).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case DEPLOYMENT:
        return [keyOf(change.object)];
      case REPLICA_SET:
        return ownerKeys(change.object, 'Deployment');
      case POD:
        return change.type === 'DELETED' ? this.#ownersOf(change.object) : [];
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { api } = this.#context;
    const { namespace, name } = splitKey(key);
    const deployment = api.find(DEPLOYMENT, namespace, name);
    if (!deployment || deployment.metadata.deletionTimestamp) {
      this.#progress.forgetAll(`${key} `);
      return undefined;
    }
    const desired = numberAt(deployment, 'spec', 'replicas') ?? 1;
    const hash = templateHash(deployment);
    const known = ownedReplicaSets(api, deployment);
    const annotated = known.find(
      set => set.metadata.labels?.[HASH_LABEL] === hash,
    );
    const newest = latestRevision(known, REVISION);
    const revision =
      Number(annotated?.metadata.annotations?.[REVISION] ?? 0) === newest &&
      newest > 0
        ? newest
        : newest + 1;
    const created = ensureReplicaSet({
      api,
      workload: deployment,
      hash,
      hashLabel: HASH_LABEL,
      replicas: known.length === 0 ? desired : 0,
      annotations: { [REVISION]: String(revision) },
    });
    this.#stampRevision(created, revision);
    const stamped = this.#stampDeployment(deployment, revision);
    const old = known.filter(
      set => set.metadata.name !== created.metadata.name,
    );
    if (textAt(stamped, 'spec', 'strategy', 'type') === 'Recreate') {
      this.#recreate(created, old, desired);
    } else {
      this.#roll(stamped, created, old, desired);
    }
    this.#prune(stamped, old);
    return this.#report(key, stamped, created, desired);
  }

  #roll(
    deployment: KubernetesObject,
    current: KubernetesObject,
    old: KubernetesObject[],
    desired: number,
  ): void {
    const { api } = this.#context;
    const rolling = ['spec', 'strategy', 'rollingUpdate'] as const;
    const plan = planRollingUpdate({
      desired,
      surge: share(
        valueAt(deployment, ...rolling, 'maxSurge'),
        desired,
        Math.ceil,
      ),
      unavailable: share(
        valueAt(deployment, ...rolling, 'maxUnavailable'),
        desired,
        Math.floor,
      ),
      current: replicasOf(current),
      old: old.map(replicasOf),
    });
    scaleReplicaSet(api, current, plan.current);
    old.forEach((set, index) => scaleReplicaSet(api, set, plan.old[index]));
  }

  /** The new pods come only when the last of the old ones is gone. */
  #recreate(
    current: KubernetesObject,
    old: KubernetesObject[],
    desired: number,
  ): void {
    const { api } = this.#context;
    old.forEach(set => scaleReplicaSet(api, set, 0));
    const isEmpty = !api.objects
      .list(POD, current.metadata.namespace)
      .some(pod => old.some(set => isControlledBy(pod, set)));
    if (isEmpty) {
      scaleReplicaSet(api, current, desired);
    }
  }

  #report(
    key: string,
    deployment: KubernetesObject,
    current: KubernetesObject,
    desired: number,
  ): number | undefined {
    const { api, clock } = this.#context;
    const sets = ownedReplicaSets(api, deployment);
    const updated = replicasOf(
      sets.find(set => set.metadata.name === current.metadata.name),
    );
    const total = sets.reduce((sum, set) => sum + replicasOf(set).current, 0);
    const ready = sets.reduce((sum, set) => sum + replicasOf(set).ready, 0);
    const complete =
      updated.ready >= desired &&
      updated.current === total &&
      total === desired;
    const deadline =
      numberAt(deployment, 'spec', 'progressDeadlineSeconds') ?? 600;
    const stage = `${key} ${current.metadata.name} ${updated.ready} ${total}`;
    const stuckFor = complete ? 0 : this.#progress.elapsed(stage);
    if (complete) {
      this.#progress.forgetAll(`${key} `);
    }
    const unavailable = Math.max(0, desired - ready);
    api.setStatus(DEPLOYMENT, deployment, {
      observedGeneration: deployment.metadata.generation,
      replicas: total,
      updatedReplicas: updated.current,
      readyReplicas: ready,
      availableReplicas: ready,
      ...(unavailable > 0 ? { unavailableReplicas: unavailable } : {}),
      conditions: withConditions(
        deployment,
        [
          availability(ready >= desired),
          progress(current.metadata.name, complete, stuckFor >= deadline),
        ],
        clock.now(),
      ),
    });
    return complete || stuckFor >= deadline ? undefined : deadline - stuckFor;
  }

  #prune(deployment: KubernetesObject, old: KubernetesObject[]): void {
    const limit = numberAt(deployment, 'spec', 'revisionHistoryLimit') ?? 10;
    const idle = old
      .filter(set => replicasOf(set).desired + replicasOf(set).current === 0)
      .sort((left, right) => revisionOf(right) - revisionOf(left));
    for (const set of idle.slice(limit)) {
      this.#context.api.delete(
        REPLICA_SET,
        set.metadata.namespace,
        set.metadata.name,
      );
    }
  }

  /** The Deployments whose pod it was, through its ReplicaSet. */
  #ownersOf(pod: KubernetesObject): string[] {
    const { namespace, ownerReferences = [] } = pod.metadata;
    return ownerReferences.flatMap(({ name }) => {
      const set = this.#context.api.find(REPLICA_SET, namespace, name);
      return set ? ownerKeys(set, 'Deployment') : [];
    });
  }

  #stampRevision(set: KubernetesObject, revision: number): void {
    if (revisionOf(set) !== revision) {
      this.#context.api.modify(REPLICA_SET, set, current => ({
        ...current,
        metadata: {
          ...current.metadata,
          annotations: {
            ...current.metadata.annotations,
            [REVISION]: String(revision),
          },
        },
      }));
    }
  }

  #stampDeployment(
    deployment: KubernetesObject,
    revision: number,
  ): KubernetesObject {
    return (
      this.#context.api.modify(DEPLOYMENT, deployment, current => ({
        ...current,
        metadata: {
          ...current.metadata,
          annotations: {
            ...current.metadata.annotations,
            [REVISION]: String(revision),
          },
        },
      })) ?? deployment
    );
  }
}

function revisionOf(set: KubernetesObject): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

function share(
  value: Json | undefined,
  desired: number,
  round: (value: number) => number,
): number {
  if (typeof value === 'number') {
    return value;
  }
  const percent = typeof value === 'string' ? parseFloat(value) : 25;
  return round((desired * percent) / 100);
}

function availability(available: boolean): Condition {
  return available
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

function progress(set: string, complete: boolean, late: boolean): Condition {
  if (complete) {
    return {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${set}" has successfully progressed.`,
    };
  }
  return late
    ? {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: `ReplicaSet "${set}" has timed out progressing.`,
      }
    : {
        type: 'Progressing',
        status: 'True',
        reason: 'ReplicaSetUpdated',
        message: `ReplicaSet "${set}" is progressing.`,
      };
}
