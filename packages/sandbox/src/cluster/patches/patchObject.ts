import { SandboxClock } from '../../SandboxClock';
import { Json, JsonObject, isObject, textAt } from '../json/Json';
import { KubernetesApi, WriteScope } from '../KubernetesApi';
import { formatTime, KubernetesObject } from '../objects/KubernetesObject';
import { parseKubernetesObject } from '../objects/parseKubernetesObject';
import { apiVersionOf, ResourceType } from '../ResourceType';
import { StatusError } from '../StatusError';
import { fieldSetOf, withoutDropped } from './fieldSets';
import { jsonPatch, JsonPatchError } from './jsonPatch';
import { mergePatch } from './mergePatch';
import { strategicMergePatch } from './strategicMergePatch';

const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

/** Applies a patch of any of the four kinds that Kubernetes knows to one object. */
export function patchObject(options: {
  api: KubernetesApi;
  clock: SandboxClock;
  type: ResourceType;
  namespace: string | undefined;
  name: string;
  scope: WriteScope;
  contentType: string;
  body: Json;
  fieldManager: string | undefined;
}): KubernetesObject {
  const { api, type, namespace, name, scope, contentType, body } = options;
  if (contentType === APPLY) {
    return apply(options);
  }
  const current = api.get(type, namespace, name);
  const patched = patch(type, current, contentType, body);
  const next = parseKubernetesObject(patched);
  if (next.metadata.name !== name) {
    throw StatusError.badRequest(
      `the name of the object (${next.metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  // Only a patch that names a resource version asks for the check.
  return api.update(type, next, scope);
}

function patch(
  type: ResourceType,
  current: KubernetesObject,
  contentType: string,
  body: Json,
): Json {
  switch (contentType) {
    case MERGE:
      return mergePatch(current, body);
    case JSON_PATCH:
      try {
        return jsonPatch(current, body);
      } catch (error) {
        if (error instanceof JsonPatchError) {
          throw new StatusError({
            code: 422,
            reason: 'Invalid',
            message: `the server rejected our request due to an error in our request: ${error.message}`,
          });
        }
        throw error;
      }
    case STRATEGIC:
      if (type.custom) {
        throw StatusError.unsupportedMediaType([JSON_PATCH, MERGE, APPLY]);
      }
      return strategicMergePatch(current, body);
    default:
      throw StatusError.unsupportedMediaType([
        JSON_PATCH,
        MERGE,
        STRATEGIC,
        APPLY,
      ]);
  }
}

function apply(options: {
  api: KubernetesApi;
  clock: SandboxClock;
  type: ResourceType;
  namespace: string | undefined;
  name: string;
  scope: WriteScope;
  body: Json;
  fieldManager: string | undefined;
}): KubernetesObject {
  const { api, type, namespace, name, scope, body } = options;
  const manager = options.fieldManager;
  if (!manager) {
    throw StatusError.badRequest(
      'fieldManager is required for apply patch: name who applies with ?fieldManager=',
    );
  }
  if (!isObject(body)) {
    throw StatusError.badRequest('an apply patch is an object');
  }
  const applied: JsonObject = {
    ...body,
    metadata: {
      ...(isObject(body.metadata) ? body.metadata : {}),
      name,
      ...(type.namespaced ? { namespace } : {}),
    },
  };
  const current = api.find(type, namespace, name);
  const { metadata, apiVersion, kind, ...rest } = applied;
  const entry: JsonObject = {
    manager,
    operation: 'Apply',
    apiVersion: apiVersionOf(type),
    time: formatTime(options.clock.now()),
    fieldsType: 'FieldsV1',
    fieldsV1: fieldSetOf({
      ...rest,
      metadata: ownedMetadata(isObject(metadata) ? metadata : {}),
    }),
  };
  if (!current) {
    if (scope === 'status') {
      return api.get(type, namespace, name);
    }
    const created = parseKubernetesObject(applied);
    created.metadata.managedFields = [entry];
    return api.create(type, created);
  }
  const entries = current.metadata.managedFields ?? [];
  const isOwn = (other: Json) =>
    textAt(other, 'manager') === manager &&
    textAt(other, 'operation') === 'Apply';
  const previous = entries.find(isOwn);
  const owned = isObject(previous) ? previous.fieldsV1 : undefined;
  const merged = strategicMergePatch(
    withoutDropped(current, owned, applied),
    applied,
    type.custom ? 'replace' : 'by-key',
  );
  const next = parseKubernetesObject(merged);
  const unchanged = previous !== undefined && isObject(previous);
  const stamped =
    unchanged && JSON.stringify(owned) === JSON.stringify(entry.fieldsV1)
      ? previous
      : entry;
  next.metadata.managedFields = [
    ...entries.filter(other => !isOwn(other)),
    stamped,
  ];
  return api.update(type, next, scope);
}

function ownedMetadata(metadata: JsonObject): JsonObject {
  const { labels, annotations, finalizers } = metadata;
  return { labels, annotations, finalizers };
}
