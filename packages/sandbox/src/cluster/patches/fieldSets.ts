import { isObject, Json, JsonObject } from '../json/Json';

/** The fields that an apply owns, in the form of `managedFields[].fieldsV1`; lists count as one field. */
export function fieldSetOf(value: JsonObject): JsonObject {
  const fields: JsonObject = {};
  for (const [field, child] of Object.entries(value)) {
    if (child !== undefined) {
      fields[`f:${field}`] = isObject(child) ? fieldSetOf(child) : {};
    }
  }
  return fields;
}

/** Removes the fields that were owned and are not applied any more. */
export function withoutDropped(
  target: JsonObject,
  owned: Json | undefined,
  applied: JsonObject,
): JsonObject {
  const result: JsonObject = { ...target };
  for (const [name, children] of Object.entries(isObject(owned) ? owned : {})) {
    const field = name.slice('f:'.length);
    const present = result[field];
    const next = applied[field];
    const hasChildren = isObject(children) && Object.keys(children).length > 0;
    if (isObject(present) && hasChildren) {
      // What others put beside it stays.
      const kept = isObject(next) ? next : {};
      result[field] = withoutDropped(present, children, kept);
    } else if (next === undefined) {
      delete result[field];
    }
  }
  return result;
}
