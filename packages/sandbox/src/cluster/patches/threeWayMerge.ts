import { equalJson } from '../json/equalJson';
import { isObject, Json, JsonObject } from '../json/Json';
import { mergeKeyOf } from './mergeKeys';
import { ListMerging } from './strategicMergePatch';

/**
 * What an object becomes when `desired` is applied over `live`: fields that the last apply set and that are
 * gone from `desired` are removed, and what others added stays. Both client-side apply and Argo CD work so.
 */
export function threeWayMerge(
  live: JsonObject,
  desired: JsonObject,
  lastApplied: JsonObject,
  lists: ListMerging,
): JsonObject {
  const result: JsonObject = { ...live };
  for (const field of Object.keys(lastApplied)) {
    if (desired[field] === undefined) {
      delete result[field];
    }
  }
  for (const [field, value] of Object.entries(desired)) {
    if (value !== undefined) {
      result[field] = mergeField(
        field,
        live[field],
        value,
        lastApplied[field],
        lists,
      );
    }
  }
  return result;
}

function mergeField(
  field: string,
  live: Json | undefined,
  desired: Json,
  lastApplied: Json | undefined,
  lists: ListMerging,
): Json {
  if (isObject(desired)) {
    return threeWayMerge(
      isObject(live) ? live : {},
      desired,
      isObject(lastApplied) ? lastApplied : {},
      lists,
    );
  }
  if (!Array.isArray(desired) || !Array.isArray(live) || lists === 'replace') {
    return desired;
  }
  const wanted = desired.filter(isObject);
  const key =
    wanted.length === desired.length
      ? mergeKeyOf(field, candidate =>
          wanted.every(item => item[candidate] !== undefined),
        )
      : undefined;
  if (key === undefined) {
    return desired;
  }
  const before = Array.isArray(lastApplied) ? lastApplied.filter(isObject) : [];
  const sameKey = (item: JsonObject) => (other: JsonObject) =>
    equalJson(other[key], item[key]);
  const present = live.filter(isObject);
  const kept = present.filter(
    item => !wanted.some(sameKey(item)) && !before.some(sameKey(item)),
  );
  return [
    ...wanted.map(item =>
      threeWayMerge(
        present.find(sameKey(item)) ?? {},
        item,
        before.find(sameKey(item)) ?? {},
        lists,
      ),
    ),
    ...kept,
  ];
}
