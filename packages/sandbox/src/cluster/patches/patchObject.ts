import { SandboxClock } from '../../SandboxClock';
import { Json } from '../json/Json';
import { KubernetesApi, WriteScope } from '../KubernetesApi';
import { KubernetesObject } from '../objects/KubernetesObject';
import { parseKubernetesObject } from '../objects/parseKubernetesObject';
import { ResourceType } from '../ResourceType';
import { StatusError } from '../StatusError';
import { jsonPatch, JsonPatchError } from './jsonPatch';
import { mergePatch } from './mergePatch';
import { serverSideApply } from './serverSideApply';
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
  /** Whether an apply takes over what others own. */
  force: boolean;
}): KubernetesObject {
  const { api, type, namespace, name, scope, contentType, body } = options;
  if (contentType === APPLY) {
    return serverSideApply(options);
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
