import { KubernetesObject } from '../cluster/objects/KubernetesObject';

const WAVE = 'argocd.argoproj.io/sync-wave';

/** Groups what is to be applied by its sync wave, the lowest first; without the annotation it is wave 0. */
export function inWaves<T>(
  items: T[],
  objectOf: (item: T) => KubernetesObject,
): T[][] {
  const waves = new Map<number, T[]>();
  for (const item of items) {
    const { annotations } = objectOf(item).metadata;
    const wave = Number.parseInt(annotations?.[WAVE] ?? '0', 10) || 0;
    waves.set(wave, [...(waves.get(wave) ?? []), item]);
  }
  return [...waves]
    .sort(([left], [right]) => left - right)
    .map(([, members]) => members);
}
