/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A JSON object; a field that is `undefined` counts as absent. */
export type JsonObject = { [field: string]: Json | undefined };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path of field names, or `undefined`. */
export function valueAt(
  value: Json | undefined,
  ...path: string[]
): Json | undefined {
  let current = value;
  for (const field of path) {
    if (!isObject(current)) {
      return undefined;
    }
    current = current[field];
  }
  return current;
}

export function objectAt(
  value: Json | undefined,
  ...path: string[]
): JsonObject {
  const found = valueAt(value, ...path);
  return isObject(found) ? found : {};
}

export function listAt(value: Json | undefined, ...path: string[]): Json[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function objectsAt(
  value: Json | undefined,
  ...path: string[]
): JsonObject[] {
  return listAt(value, ...path).filter(isObject);
}

export function textAt(
  value: Json | undefined,
  ...path: string[]
): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(
  value: Json | undefined,
  ...path: string[]
): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function flagAt(value: Json | undefined, ...path: string[]): boolean {
  return valueAt(value, ...path) === true;
}

/** The string fields of an object: labels, annotations, selectors, data. */
export function textsAt(
  value: Json | undefined,
  ...path: string[]
): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [field, text] of Object.entries(objectAt(value, ...path))) {
    if (typeof text === 'string') {
      texts[field] = text;
    }
  }
  return texts;
}
