import { Json, JsonObject, numberAt, textsAt, valueAt } from '../json/Json';
import { KubernetesApi } from '../KubernetesApi';
import { KubernetesObject } from '../objects/KubernetesObject';
import { ResourceType } from '../ResourceType';
import { StatusError } from '../StatusError';

/** The `Scale` that the scale subresource answers for a workload. */
export function scaleOf(object: KubernetesObject): JsonObject {
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name: object.metadata.name,
      namespace: object.metadata.namespace,
      uid: object.metadata.uid,
      resourceVersion: object.metadata.resourceVersion,
      creationTimestamp: object.metadata.creationTimestamp,
    },
    spec: { replicas: numberAt(object, 'spec', 'replicas') ?? 1 },
    status: {
      replicas: numberAt(object, 'status', 'replicas') ?? 0,
      selector: Object.entries(
        textsAt(object, 'spec', 'selector', 'matchLabels'),
      )
        .map(([label, value]) => `${label}=${value}`)
        .join(','),
    },
  };
}

/** Sets the replicas of a workload from a `Scale`. */
export function writeScale(
  api: KubernetesApi,
  type: ResourceType,
  object: KubernetesObject,
  scale: Json,
): JsonObject {
  const replicas = numberAt(scale, 'spec', 'replicas') ?? 0;
  if (!Number.isInteger(replicas) || replicas < 0) {
    throw StatusError.invalid('Scale.autoscaling', object.metadata.name, [
      {
        field: 'spec.replicas',
        message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
      },
    ]);
  }
  const spec = valueAt(object, 'spec');
  const updated = api.modify(type, object, current => ({
    ...current,
    spec: {
      ...(typeof spec === 'object' && !Array.isArray(spec) ? spec : {}),
      replicas,
    },
  }));
  return scaleOf(updated ?? object);
}
