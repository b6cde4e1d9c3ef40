import { createHash } from 'node:crypto';
import { isObject, Json } from './Json';

/** JSON text with sorted fields, so that equal values give equal text. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(sorted(value));
}

/** A short, stable, lower-case hash of a value. */
export function hashJson(value: Json): string {
  return createHash('sha256')
    .update(canonicalJson(value))
    .digest('hex')
    .slice(0, 10);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .flatMap(field => {
        const child = value[field];
        return child === undefined ? [] : [[field, sorted(child)]];
      }),
  );
}
