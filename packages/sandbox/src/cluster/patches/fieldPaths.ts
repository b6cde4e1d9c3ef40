import { canonicalJson } from '../json/canonicalJson';
import { isObject, Json, JsonObject } from '../json/Json';
import { mergeKeyOf } from './mergeKeys';
import { ListMerging } from './strategicMergePatch';

/**
 * The way to one field, in the segments of `managedFields[].fieldsV1`: `f:<name>` for a field, `k:<key>` for an item of
 * a list whose items are told apart by a key, and `.` for that item itself.
 */
export type FieldPath = string[];

const ITSELF = '.';

/** The fields that an applied object says something about; a list without a key counts as one field. */
export function fieldPathsOf(
  value: JsonObject,
  lists: ListMerging,
): FieldPath[] {
  return Object.entries(value).flatMap(([name, child]) => {
    const field = `f:${name}`;
    if (child === undefined) {
      return [];
    }
    const key = lists === 'by-key' ? keyOfList(name, child) : undefined;
    if (key !== undefined && Array.isArray(child)) {
      return child.filter(isObject).flatMap(item => {
        const segment = `k:${canonicalJson({ [key]: item[key] })}`;
        return [
          [field, segment, ITSELF],
          ...fieldPathsOf(item, lists).map(path => [field, segment, ...path]),
        ];
      });
    }
    if (isObject(child) && Object.keys(child).length > 0) {
      return fieldPathsOf(child, lists).map(path => [field, ...path]);
    }
    return [[field]];
  });
}

function keyOfList(name: string, value: Json): string | undefined {
  if (!Array.isArray(value) || value.length === 0) {
    return undefined;
  }
  return mergeKeyOf(name, key =>
    value.every(item => isObject(item) && item[key] !== undefined),
  );
}

/** The paths in the nested form of `fieldsV1`. */
export function toFieldsV1(paths: FieldPath[]): JsonObject {
  const fields: JsonObject = {};
  for (const path of paths) {
    let at = fields;
    for (const segment of path) {
      const next = at[segment];
      const child: JsonObject = isObject(next) ? next : {};
      at[segment] = child;
      at = child;
    }
  }
  return fields;
}

export function fromFieldsV1(fields: Json | undefined): FieldPath[] {
  if (!isObject(fields)) {
    return [];
  }
  return Object.entries(fields).flatMap(([segment, children]) => {
    const below = fromFieldsV1(children);
    return below.length === 0
      ? [[segment]]
      : below.map(path => [segment, ...path]);
  });
}

export function valueAtPath(
  value: Json | undefined,
  path: FieldPath,
): Json | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined || segment === ITSELF) {
    return value;
  }
  if (!segment.startsWith('f:')) {
    return valueAtPath(itemOf(value, segment), rest);
  }
  return isObject(value)
    ? valueAtPath(value[segment.slice(2)], rest)
    : undefined;
}

/** The value without what a path leads to. */
export function withoutPath(value: JsonObject, path: FieldPath): JsonObject {
  const [segment, ...rest] = path;
  const name = segment.slice(2);
  const child = value[name];
  const [key] = rest;
  if (key === undefined) {
    const { [name]: _gone, ...others } = value;
    return others;
  }
  if (isObject(child)) {
    return { ...value, [name]: withoutPath(child, rest) };
  }
  const item = itemOf(child, key);
  if (!Array.isArray(child) || !isObject(item)) {
    return value;
  }
  const below = rest.slice(1);
  return {
    ...value,
    [name]:
      below[0] === ITSELF
        ? child.filter(other => other !== item)
        : child.map(other =>
            other === item ? withoutPath(item, below) : other,
          ),
  };
}

function itemOf(value: Json | undefined, segment: string): Json | undefined {
  const key: Json = JSON.parse(segment.slice(2));
  return Array.isArray(value) && isObject(key)
    ? value.find(
        item =>
          isObject(item) &&
          Object.entries(key).every(([name, wanted]) => item[name] === wanted),
      )
    : undefined;
}

/** A path as messages name it: `.spec.template.spec.containers[name="app"].image`. */
export function describePath(path: FieldPath): string {
  return path
    .filter(segment => segment !== ITSELF)
    .map(segment =>
      segment.startsWith('f:')
        ? `.${segment.slice(2)}`
        : `[${Object.entries(JSON.parse(segment.slice(2)))
            .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
            .join(',')}]`,
    )
    .join('');
}
