import { JsonObject, objectAt, textAt } from '../json/Json';
import { SERVICE } from '../knownTypes';
import { KubernetesApi } from '../KubernetesApi';
import { KubernetesObject } from '../objects/KubernetesObject';
import { ROLLOUT_HASH_LABEL, RolloutView } from './RolloutView';

/** The services that a blue-green strategy names, or why it cannot do without one. */
export function findServices(
  api: KubernetesApi,
  view: RolloutView,
  spec: JsonObject,
):
  | { active: KubernetesObject; preview: KubernetesObject | undefined }
  | string {
  const find = (field: string) => {
    const name = textAt(spec, field);
    return name === undefined
      ? undefined
      : api.find(SERVICE, view.rollout.metadata.namespace, name);
  };
  const active = find('activeService');
  const preview = find('previewService');
  for (const [field, service] of [
    ['activeService', active],
    ['previewService', preview],
  ] as const) {
    const name = textAt(spec, field);
    if (name !== undefined && !service) {
      return `spec.strategy.blueGreen.${field}: Invalid value: "${name}": service "${name}" not found`;
    }
  }
  return active
    ? { active, preview }
    : 'spec.strategy.blueGreen.activeService: Required value';
}

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
