import { JsonObject, objectAt, textsAt } from '../json/Json';
import {
  KubernetesObject,
  ownerReferenceTo,
} from '../objects/KubernetesObject';

/** A pod of a workload's template, owned by the workload; without a name it gets a random one. */
export function podFromTemplate(
  owner: KubernetesObject,
  own: {
    name?: string;
    labels?: Record<string, string>;
    spec?: JsonObject;
  } = {},
): KubernetesObject {
  const template = objectAt(owner, 'spec', 'template');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: own.name ?? '',
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace,
      labels: { ...textsAt(template, 'metadata', 'labels'), ...own.labels },
      annotations: textsAt(template, 'metadata', 'annotations'),
      ownerReferences: [ownerReferenceTo(owner)],
    },
    spec: { ...objectAt(template, 'spec'), ...own.spec },
  };
}
