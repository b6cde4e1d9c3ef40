import { hashJson } from '../json/canonicalJson';
import { numberAt, objectAt, textsAt } from '../json/Json';
import { REPLICA_SET } from '../knownTypes';
import { KubernetesApi } from '../KubernetesApi';
import {
  isControlledBy,
  KubernetesObject,
  ownerReferenceTo,
} from '../objects/KubernetesObject';

/** The hash of a pod template, by which the ReplicaSets of a workload are told apart. */
export function templateHash(workload: KubernetesObject): string {
  return hashJson(objectAt(workload, 'spec', 'template'));
}

export function ownedReplicaSets(
  api: KubernetesApi,
  workload: KubernetesObject,
): KubernetesObject[] {
  return api.objects
    .list(REPLICA_SET, workload.metadata.namespace)
    .filter(set => isControlledBy(set, workload));
}

/** Finds or creates the ReplicaSet of the workload's current template. */
export function ensureReplicaSet(options: {
  api: KubernetesApi;
  workload: KubernetesObject;
  hash: string;
  hashLabel: string;
  replicas: number;
  annotations: Record<string, string>;
}): KubernetesObject {
  const { api, workload, hash, hashLabel, replicas } = options;
  const name = `${workload.metadata.name}-${hash}`;
  const known = api.find(REPLICA_SET, workload.metadata.namespace, name);
  if (known && isControlledBy(known, workload)) {
    return known;
  }
  if (known) {
    api.delete(REPLICA_SET, workload.metadata.namespace, name);
  }
  const template = objectAt(workload, 'spec', 'template');
  const labels = {
    ...textsAt(template, 'metadata', 'labels'),
    [hashLabel]: hash,
  };
  return api.create(REPLICA_SET, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: workload.metadata.namespace,
      labels,
      annotations: options.annotations,
      ownerReferences: [ownerReferenceTo(workload)],
    },
    spec: {
      replicas,
      selector: {
        matchLabels: {
          ...textsAt(workload, 'spec', 'selector', 'matchLabels'),
          [hashLabel]: hash,
        },
      },
      template: {
        ...template,
        metadata: { ...objectAt(template, 'metadata'), labels },
      },
    },
  });
}

export function scaleReplicaSet(
  api: KubernetesApi,
  set: KubernetesObject,
  replicas: number,
): void {
  if (numberAt(set, 'spec', 'replicas') === replicas) {
    return;
  }
  api.modify(REPLICA_SET, set, current => ({
    ...current,
    spec: { ...objectAt(current, 'spec'), replicas },
  }));
}

/** The replicas of a ReplicaSet; pods that it was told to give up no longer count as ready. */
export function replicasOf(set: KubernetesObject | undefined): {
  desired: number;
  current: number;
  ready: number;
} {
  const desired = numberAt(set, 'spec', 'replicas') ?? 0;
  const ready = numberAt(set, 'status', 'readyReplicas') ?? 0;
  return {
    desired,
    current: numberAt(set, 'status', 'replicas') ?? 0,
    ready: Math.min(ready, desired),
  };
}

/** The highest revision that any of the ReplicaSets carries. */
export function latestRevision(
  sets: KubernetesObject[],
  annotation: string,
): number {
  return Math.max(
    0,
    ...sets.map(set => Number(set.metadata.annotations?.[annotation] ?? 0)),
  );
}
