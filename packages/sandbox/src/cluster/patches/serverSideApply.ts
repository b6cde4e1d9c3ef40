import { SandboxClock } from '../../SandboxClock';
import { equalJson } from '../json/equalJson';
import { isObject, Json, JsonObject, objectAt, textAt } from '../json/Json';
import { KubernetesApi, WriteScope } from '../KubernetesApi';
import { formatTime, KubernetesObject } from '../objects/KubernetesObject';
import { parseKubernetesObject } from '../objects/parseKubernetesObject';
import { apiVersionOf, ResourceType } from '../ResourceType';
import { StatusError } from '../StatusError';
import {
  describePath,
  FieldPath,
  fieldPathsOf,
  fromFieldsV1,
  toFieldsV1,
  valueAtPath,
  withoutPath,
} from './fieldPaths';
import { strategicMergePatch } from './strategicMergePatch';

/** A manager and the fields that it applied last. */
interface Applier {
  manager: string;
  paths: FieldPath[];
  entry: JsonObject;
}

/**
 * Server-side apply: the object gets what is applied, loses what the same manager applied before and left out now, and a
 * field that another manager applied with another value is a conflict, unless forced. Only what was applied is owned;
 * other writes own nothing here.
 */
export function serverSideApply(options: {
  api: KubernetesApi;
  clock: SandboxClock;
  type: ResourceType;
  namespace: string | undefined;
  name: string;
  scope: WriteScope;
  body: Json;
  fieldManager: string | undefined;
  force: boolean;
}): KubernetesObject {
  const { api, clock, type, namespace, name, scope, body, force } = options;
  const manager = options.fieldManager;
  if (!manager) {
    throw StatusError.badRequest(
      'fieldManager is required for apply patch: name who applies with ?fieldManager=',
    );
  }
  if (!isObject(body)) {
    throw StatusError.badRequest('an apply patch is an object');
  }
  const lists = type.custom ? 'replace' : 'by-key';
  const applied: JsonObject = {
    ...body,
    metadata: {
      ...objectAt(body, 'metadata'),
      name,
      ...(type.namespaced ? { namespace } : {}),
    },
  };
  const paths = fieldPathsOf(ownable(applied), lists);
  const entry: JsonObject = {
    manager,
    operation: 'Apply',
    apiVersion: apiVersionOf(type),
    time: formatTime(clock.now()),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(paths),
  };
  const current = api.find(type, namespace, name);
  if (!current) {
    if (scope === 'status') {
      return api.get(type, namespace, name);
    }
    const created = parseKubernetesObject(applied);
    created.metadata.managedFields = [entry];
    return api.create(type, created);
  }
  const appliers = appliersOf(current);
  const own = appliers.find(applier => applier.manager === manager);
  const others = appliers.filter(applier => applier !== own);
  const differs = (path: FieldPath) =>
    !equalJson(
      valueAtPath(applied, path) ?? null,
      valueAtPath(current, path) ?? null,
    );
  const changed = new Set(
    paths
      .filter(path => path[path.length - 1] !== '.')
      .filter(differs)
      .map(pathKey),
  );
  if (!force) {
    refuseConflicts(others, changed);
  }
  const kept = others
    .map(({ entry: theirs, paths: before }) => ({
      theirs,
      left: before.filter(path => !changed.has(pathKey(path))),
    }))
    .filter(({ left }) => left.length > 0)
    .map(({ theirs, left }) => ({ ...theirs, fieldsV1: toFieldsV1(left) }));
  const stillOwned = new Set(
    [...paths, ...others.flatMap(other => other.paths)].map(pathKey),
  );
  const dropped = (own?.paths ?? []).filter(
    path => !stillOwned.has(pathKey(path)),
  );
  const next = parseKubernetesObject(
    strategicMergePatch(
      dropped.reduce<JsonObject>(withoutPath, current),
      applied,
      lists,
    ),
  );
  next.metadata.managedFields = [
    ...kept,
    own && equalJson(own.entry.fieldsV1 ?? null, entry.fieldsV1 ?? null)
      ? own.entry
      : entry,
  ];
  return api.update(type, next, scope);
}

function refuseConflicts(others: Applier[], changed: Set<string>): void {
  const causes = others.flatMap(({ manager, paths }) =>
    paths
      .filter(path => changed.has(pathKey(path)))
      .map(path => ({ manager, field: describePath(path) })),
  );
  if (causes.length > 0) {
    const list = causes.map(
      ({ manager, field }) => `conflict with "${manager}": ${field}`,
    );
    throw new StatusError({
      code: 409,
      reason: 'Conflict',
      message: `Apply failed with ${list.length} conflict${
        list.length === 1 ? '' : 's'
      }: ${list.join(', ')}`,
      details: {
        causes: causes.map(({ manager, field }) => ({
          reason: 'FieldManagerConflict',
          message: `conflict with "${manager}"`,
          field,
        })),
      },
    });
  }
}

function appliersOf(object: KubernetesObject): Applier[] {
  return (object.metadata.managedFields ?? [])
    .filter(isObject)
    .filter(entry => entry.operation === 'Apply')
    .map(entry => ({
      manager: textAt(entry, 'manager') ?? '',
      paths: fromFieldsV1(entry.fieldsV1),
      entry,
    }));
}

/** What a manager can own: all but the identity of the object. */
function ownable(applied: JsonObject): JsonObject {
  const { metadata, apiVersion: _version, kind: _kind, ...rest } = applied;
  const { labels, annotations, finalizers } = objectAt(applied, 'metadata');
  return {
    ...rest,
    ...(metadata === undefined
      ? {}
      : { metadata: { labels, annotations, finalizers } }),
  };
}

function pathKey(path: FieldPath): string {
  return path.join('\n');
}
