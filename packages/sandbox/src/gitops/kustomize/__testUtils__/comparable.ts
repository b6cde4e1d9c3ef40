import { KubernetesObject } from '../../../cluster/objects/KubernetesObject';

/** Objects in an order of their own, without what is absent, for comparing renderings. */
export function comparable(
  objects: (KubernetesObject | undefined)[],
): unknown[] {
  const key = (object: KubernetesObject | undefined) =>
    `${object?.kind} ${object?.metadata.namespace} ${object?.metadata.name}`;
  return [...objects]
    .sort((left, right) => (key(left) < key(right) ? -1 : 1))
    .map(object => JSON.parse(JSON.stringify(object, withoutEmpty)));
}

function withoutEmpty(field: string, value: unknown): unknown {
  const isEmpty =
    ['labels', 'annotations'].includes(field) &&
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 0;
  return isEmpty ? undefined : value;
}
