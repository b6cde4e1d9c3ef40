import { equalJson } from '../json/equalJson';
import { isObject, Json, JsonObject, textAt } from '../json/Json';
import { isUnited, mergeKeyOf } from './mergeKeys';

/** How lists are merged: Kubernetes' own types know merge keys, custom types replace their lists. */
export type ListMerging = 'by-key' | 'replace';

/**
 * Kubernetes' strategic merge patch with its directives `$patch: delete|replace|merge`, `$retainKeys`,
 * `$setElementOrder/…` and `$deleteFromPrimitiveList/…`.
 */
export function strategicMergePatch(
  target: Json | undefined,
  patch: Json,
  lists: ListMerging = 'by-key',
): Json {
  if (!isObject(patch)) {
    return patch;
  }
  if (textAt(patch, '$patch') === 'replace') {
    return withoutDirectives(patch);
  }
  const result: JsonObject = isObject(target) ? { ...target } : {};
  const retained = patch.$retainKeys;
  if (Array.isArray(retained)) {
    for (const field of Object.keys(result)) {
      if (!retained.includes(field)) {
        delete result[field];
      }
    }
  }
  for (const [field, value] of Object.entries(patch)) {
    const removedFrom = /^\$deleteFromPrimitiveList\/(.+)$/.exec(field)?.[1];
    if (removedFrom !== undefined && Array.isArray(value)) {
      const current = result[removedFrom];
      result[removedFrom] = Array.isArray(current)
        ? current.filter(item => !value.some(gone => equalJson(gone, item)))
        : current;
    } else if (field.startsWith('$')) {
      continue;
    } else if (value === null || value === undefined) {
      delete result[field];
    } else if (isObject(value) && textAt(value, '$patch') === 'delete') {
      delete result[field];
    } else if (Array.isArray(value)) {
      result[field] = mergeList(field, result[field], value, lists);
    } else {
      result[field] = strategicMergePatch(result[field], value, lists);
    }
  }
  return result;
}

function mergeList(
  field: string,
  target: Json | undefined,
  patch: Json[],
  lists: ListMerging,
): Json[] {
  const current = Array.isArray(target) ? target : [];
  if (lists === 'by-key' && isUnited(field)) {
    const added = patch.filter(
      item => !current.some(present => equalJson(present, item)),
    );
    return [...current, ...added];
  }
  const replaces = patch.some(
    item => isObject(item) && item.$patch === 'replace',
  );
  const items = patch.filter(isObject);
  const key =
    lists === 'by-key' && items.length === patch.length
      ? mergeKeyOf(field, candidate =>
          items.every(
            item => item[candidate] !== undefined || item.$patch === 'replace',
          ),
        )
      : undefined;
  if (replaces || key === undefined) {
    return items.length === patch.length
      ? items
          .filter(item => Object.keys(item).some(name => name !== '$patch'))
          .map(withoutDirectives)
      : patch;
  }
  let merged = [...current];
  for (const item of items) {
    const index = merged.findIndex(
      present => isObject(present) && equalJson(present[key], item[key]),
    );
    if (item.$patch === 'delete') {
      merged = merged.filter((_, position) => position !== index);
    } else if (index < 0) {
      merged.push(withoutDirectives(item));
    } else {
      merged[index] = strategicMergePatch(merged[index], item, lists);
    }
  }
  return merged;
}

function withoutDirectives(value: JsonObject): JsonObject {
  const merged = strategicMergePatch(
    {},
    Object.fromEntries(
      Object.entries(value).filter(([field]) => !field.startsWith('$')),
    ),
  );
  return isObject(merged) ? merged : {};
}
