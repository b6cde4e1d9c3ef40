import { JsonObject, textAt } from '../json/Json';
import { KubernetesApi } from '../KubernetesApi';
import { SERVICE } from '../knownTypes';
import { replicasOf } from '../controllers/replicaSets';
import { RolloutOutcome, RolloutView } from './RolloutView';
import { selectHash } from './services';

const FIELDS = ['canaryService', 'stableService'];

/** Why a canary strategy cannot work with the Services that it names; undefined if it can. */
export function missingService(
  api: KubernetesApi,
  view: RolloutView,
  spec: JsonObject,
): string | undefined {
  const { namespace } = view.rollout.metadata;
  const field = FIELDS.find(each => {
    const name = textAt(spec, each);
    return name !== undefined && !api.find(SERVICE, namespace, name);
  });
  const name = field && textAt(spec, field);
  return name === undefined
    ? undefined
    : `spec.strategy.canary.${field}: Invalid value: "${name}": service "${name}" not found`;
}

/** Points the Services at their sides; that of the canary waits for its first pod and leaves an aborted one. */
export function pointServices(
  api: KubernetesApi,
  view: RolloutView,
  spec: JsonObject,
  outcome: RolloutOutcome,
): void {
  const hasCanary = !outcome.abort && replicasOf(view.current).ready > 0;
  const stable = outcome.stableRS || view.hash;
  const hashes: Record<string, string> = {
    canaryService: hasCanary ? view.hash : stable,
    stableService: stable,
  };
  for (const field of FIELDS) {
    const name = textAt(spec, field);
    const service =
      name === undefined
        ? undefined
        : api.find(SERVICE, view.rollout.metadata.namespace, name);
    if (service) {
      selectHash(api, service, hashes[field]);
    }
  }
}
