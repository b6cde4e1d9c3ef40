import { isObject, Json } from './Json';

/** Deep equality; an absent field equals one that is `undefined`, and the order of fields does not count. */
export function equalJson(
  left: Json | undefined,
  right: Json | undefined,
): boolean {
  if (left === right) {
    return true;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((item, index) => equalJson(item, right[index]))
    );
  }
  if (!isObject(left) || !isObject(right)) {
    return false;
  }
  const fields = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const field of fields) {
    if (!equalJson(left[field], right[field])) {
      return false;
    }
  }
  return true;
}
