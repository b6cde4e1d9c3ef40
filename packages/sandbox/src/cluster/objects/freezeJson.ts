import { Json } from '../json/Json';

/** Freezes a value all the way down, so that what was stored cannot change unnoticed. */
export function freezeJson<T extends Json>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) {
      if (typeof child === 'object') {
        freezeJson(child);
      }
    }
  }
  return value;
}
