import { InputError, NotFoundError } from '@backstage/errors';
import { posix } from 'node:path';
import { isObject, Json, textAt } from '../../cluster/json/Json';
import { parseYamlDocuments } from '../../cluster/json/parseJson';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { jsonPatch } from '../../cluster/patches/jsonPatch';
import { strategicMergePatch } from '../../cluster/patches/strategicMergePatch';
import { parseLabelSelector } from '../../cluster/selectors/labelSelector';
import { typeOfKind } from '../../cluster/ResourceTable';
import { Kustomization, KustomizePatch } from './Kustomization';
import { ReadFile } from './renderOverlay';

/** Applies `patches` and `patchesStrategicMerge` in their order. */
export async function applyPatches(
  folder: string,
  kustomization: Kustomization,
  objects: KubernetesObject[],
  readFile: ReadFile,
): Promise<KubernetesObject[]> {
  const patches: KustomizePatch[] = [
    ...kustomization.patchesStrategicMerge.map(entry =>
      entry.includes('\n') ? { patch: entry } : { path: entry },
    ),
    ...kustomization.patches,
  ];
  let result = objects;
  for (const patch of patches) {
    const text = await textOf(folder, patch, readFile);
    for (const document of parseYamlDocuments(text)) {
      result = applyPatch(folder, patch, document, result);
    }
  }
  return result;
}

async function textOf(
  folder: string,
  patch: KustomizePatch,
  readFile: ReadFile,
): Promise<string> {
  if (patch.patch !== undefined) {
    return patch.patch;
  }
  const text = await readFile(
    posix.normalize(posix.join(folder, patch.path ?? '')),
  );
  if (text === undefined) {
    throw new NotFoundError(`${folder}: patch '${patch.path}' does not exist`);
  }
  return text;
}

function applyPatch(
  folder: string,
  patch: KustomizePatch,
  document: Json,
  objects: KubernetesObject[],
): KubernetesObject[] {
  if (Array.isArray(document)) {
    if (!patch.target) {
      throw new InputError(
        `${folder}: a JSON6902 patch needs a target that says which objects it changes`,
      );
    }
    const matches = matcherOf(patch.target);
    return objects.map(object =>
      matches(object)
        ? parseKubernetesObject(jsonPatch(object, document))
        : object,
    );
  }
  const matches = patch.target
    ? matcherOf(patch.target)
    : identityMatcher(document);
  if (!patch.target && !objects.some(matches)) {
    throw new InputError(
      `${folder}: no matches for Id ${textAt(document, 'kind')} ${textAt(
        document,
        'metadata',
        'name',
      )}; failed to find unique target for patch`,
    );
  }
  if (isObject(document) && document.$patch === 'delete') {
    return objects.filter(object => !matches(object));
  }
  return objects.map(object => {
    if (!matches(object)) {
      return object;
    }
    // A custom type has no merge keys: as in kustomize, its lists are replaced.
    const isCustom = typeOfKind(object.apiVersion, object.kind)?.custom ?? true;
    const merged = strategicMergePatch(
      object,
      document,
      isCustom ? 'replace' : 'by-key',
    );
    return parseKubernetesObject(
      isObject(merged)
        ? {
            ...merged,
            apiVersion: object.apiVersion,
            kind: object.kind,
            metadata: {
              ...(isObject(merged.metadata) ? merged.metadata : {}),
              name: object.metadata.name,
            },
          }
        : merged,
    );
  });
}

function identityMatcher(document: Json) {
  const kind = textAt(document, 'kind');
  const name = textAt(document, 'metadata', 'name');
  return (object: KubernetesObject) =>
    object.kind === kind && object.metadata.name === name;
}

function matcherOf(target: NonNullable<KustomizePatch['target']>) {
  const hasLabels = target.labelSelector
    ? parseLabelSelector(target.labelSelector)
    : () => true;
  const is = (pattern: string | undefined, value: string) =>
    pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value);
  return (object: KubernetesObject) => {
    const [group, version] = object.apiVersion.includes('/')
      ? object.apiVersion.split('/')
      : ['', object.apiVersion];
    return (
      is(target.group, group) &&
      is(target.version, version) &&
      is(target.kind, object.kind) &&
      is(target.name, object.metadata.name) &&
      is(target.namespace, object.metadata.namespace ?? '') &&
      hasLabels(object.metadata.labels ?? {})
    );
  };
}
