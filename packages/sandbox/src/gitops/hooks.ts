import { KubernetesObject } from '../cluster/objects/KubernetesObject';

const HOOK = 'argocd.argoproj.io/hook';

/** When a hook runs. */
export type HookPhase = 'PreSync' | 'PostSync';

/** The phase in which an object runs as a hook; undefined if it is an ordinary object, `Skip` if it is never applied. */
export function hookOf(
  object: KubernetesObject,
): HookPhase | 'Skip' | undefined {
  const value = object.metadata.annotations?.[HOOK];
  if (value === undefined || value === 'Sync') {
    return undefined;
  }
  return value === 'PreSync' || value === 'PostSync' ? value : 'Skip';
}
