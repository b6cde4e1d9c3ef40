import { objectAt, textAt } from '../json/Json';
import { SERVICE } from '../knownTypes';
import { KubernetesApi } from '../KubernetesApi';
import { KubernetesObject } from '../objects/KubernetesObject';
import { ROLLOUT_HASH_LABEL } from './RolloutView';

/** The hash that a service selects, or an empty text while it selects none. */
export function selectedHash(service: KubernetesObject): string {
  return textAt(service, 'spec', 'selector', ROLLOUT_HASH_LABEL) ?? '';
}

/** Points a service at the pods of one ReplicaSet. */
export function selectHash(
  api: KubernetesApi,
  service: KubernetesObject,
  hash: string,
): void {
  if (selectedHash(service) === hash) {
    return;
  }
  api.modify(SERVICE, service, current => ({
    ...current,
    spec: {
      ...objectAt(current, 'spec'),
      selector: {
        ...objectAt(current, 'spec', 'selector'),
        [ROLLOUT_HASH_LABEL]: hash,
      },
    },
  }));
}
