import { InputError } from '@backstage/errors';
import { isObject, JsonObject, textAt } from '../../cluster/json/Json';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { typeOfKind } from '../../cluster/ResourceTable';
import { Kustomization } from './Kustomization';
import { NameReference } from './NameReferences';
import { renameObjects } from './renameObjects';
import { withAnnotations, withLabels } from './withLabels';

const SCALED = ['Deployment', 'ReplicaSet', 'StatefulSet'];
const NEVER_PREFIXED = ['Namespace', 'CustomResourceDefinition'];

/** Applies the transformers of a kustomization: names, namespace, labels, annotations, images and replicas. */
export function transformObjects(
  folder: string,
  kustomization: Kustomization,
  objects: KubernetesObject[],
  references: NameReference[],
): KubernetesObject[] {
  const { namePrefix = '', nameSuffix = '', namespace } = kustomization;
  const scaled = withReplicas(folder, kustomization.replicas, objects);
  const renamed = renameObjects(scaled, references, ({ kind, metadata }) =>
    NEVER_PREFIXED.includes(kind)
      ? metadata.name
      : `${namePrefix}${metadata.name}${nameSuffix}`,
  );
  return renamed
    .map(object => (namespace ? inNamespace(object, namespace) : object))
    .map(object => transform(folder, kustomization, object));
}

function transform(
  folder: string,
  kustomization: Kustomization,
  object: KubernetesObject,
): KubernetesObject {
  const { commonAnnotations, commonLabels, images } = kustomization;
  const labels = [
    ...kustomization.labels,
    ...(commonLabels
      ? [
          {
            pairs: commonLabels,
            includeSelectors: true,
            includeTemplates: true,
            fields: [],
          },
        ]
      : []),
  ];
  let result = object;
  for (const entry of labels) {
    result = parseKubernetesObject(withLabels(folder, result, entry));
  }
  if (commonAnnotations) {
    result = parseKubernetesObject(withAnnotations(result, commonAnnotations));
  }
  return images.length > 0
    ? parseKubernetesObject(withImages(result, images))
    : result;
}

function withReplicas(
  folder: string,
  replicas: Kustomization['replicas'],
  objects: KubernetesObject[],
): KubernetesObject[] {
  const isMeant = (object: KubernetesObject, name: string) =>
    SCALED.includes(object.kind) && object.metadata.name === name;
  for (const { name } of replicas) {
    if (!objects.some(object => isMeant(object, name))) {
      throw new InputError(
        `${folder}: replicas: resource with name ${name} does not match a config with the following GVK [Deployment ReplicaSet StatefulSet]`,
      );
    }
  }
  return objects.map(object => {
    const own = replicas.find(({ name }) => isMeant(object, name));
    return own && isObject(object.spec)
      ? { ...object, spec: { ...object.spec, replicas: own.count } }
      : object;
  });
}

function inNamespace(
  object: KubernetesObject,
  namespace: string,
): KubernetesObject {
  const { kind, metadata } = object;
  if (kind === 'Namespace') {
    return { ...object, metadata: { ...metadata, name: namespace } };
  }
  const isNamespaced = typeOfKind(object.apiVersion, kind)?.namespaced ?? true;
  return isNamespaced
    ? { ...object, metadata: { ...metadata, namespace } }
    : object;
}

function withImages(
  value: JsonObject,
  images: Kustomization['images'],
): JsonObject {
  const result: JsonObject = {};
  for (const [field, child] of Object.entries(value)) {
    if (
      (field === 'containers' || field === 'initContainers') &&
      Array.isArray(child)
    ) {
      result[field] = child.map(container =>
        isObject(container) ? withImage(container, images) : container,
      );
    } else if (isObject(child)) {
      result[field] = withImages(child, images);
    } else {
      result[field] = child;
    }
  }
  return result;
}

function withImage(
  container: JsonObject,
  images: Kustomization['images'],
): JsonObject {
  const image = textAt(container, 'image');
  if (image === undefined) {
    return container;
  }
  const [withoutDigest] = image.split('@');
  const slash = withoutDigest.lastIndexOf('/');
  const colon = withoutDigest.indexOf(':', slash + 1);
  const name = colon < 0 ? withoutDigest : withoutDigest.slice(0, colon);
  const rule = images.find(candidate => candidate.name === name);
  if (!rule) {
    return container;
  }
  const newName = rule.newName ?? name;
  if (rule.digest) {
    return { ...container, image: `${newName}@${rule.digest}` };
  }
  if (rule.newTag) {
    return { ...container, image: `${newName}:${rule.newTag}` };
  }
  return { ...container, image: newName + image.slice(name.length) };
}
