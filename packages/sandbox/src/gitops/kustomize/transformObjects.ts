import { InputError } from '@backstage/errors';
import {
  isObject,
  Json,
  JsonObject,
  objectAt,
  textAt,
} from '../../cluster/json/Json';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { typeOfKind } from '../../cluster/ResourceTable';
import { Kustomization } from './Kustomization';

/** Applies the transformers of a kustomization: names, namespace, labels, annotations, images and replicas. */
export function transformObjects(
  folder: string,
  kustomization: Kustomization,
  objects: KubernetesObject[],
): KubernetesObject[] {
  for (const { name } of kustomization.replicas) {
    if (!objects.some(object => object.metadata.name === name)) {
      throw new InputError(
        `${folder}: replicas: resource with name ${name} does not match a config with the following GVK`,
      );
    }
  }
  return objects.map(object =>
    parseKubernetesObject(transform(kustomization, object)),
  );
}

function transform(
  kustomization: Kustomization,
  object: KubernetesObject,
): Json {
  const { commonAnnotations, commonLabels, images, namespace } = kustomization;
  const isNamespaced =
    typeOfKind(object.apiVersion, object.kind)?.namespaced ?? true;
  let result: JsonObject = {
    ...object,
    metadata: {
      ...object.metadata,
      name: `${kustomization.namePrefix ?? ''}${object.metadata.name}${
        kustomization.nameSuffix ?? ''
      }`,
      ...(namespace && isNamespaced ? { namespace } : {}),
    },
  };
  const labels = [
    ...kustomization.labels,
    ...(commonLabels
      ? [
          {
            pairs: commonLabels,
            includeSelectors: true,
            includeTemplates: true,
          },
        ]
      : []),
  ];
  for (const { pairs, includeSelectors, includeTemplates } of labels) {
    result = withTexts(result, ['metadata', 'labels'], pairs);
    if (includeTemplates || includeSelectors) {
      result = inTemplates(result, template =>
        withTexts(template, ['metadata', 'labels'], pairs),
      );
    }
    if (includeSelectors) {
      result = withSelectors(result, pairs);
    }
  }
  if (commonAnnotations) {
    result = withTexts(result, ['metadata', 'annotations'], commonAnnotations);
    result = inTemplates(result, template =>
      withTexts(template, ['metadata', 'annotations'], commonAnnotations),
    );
  }
  const replicas = kustomization.replicas.find(
    ({ name }) => name === object.metadata.name,
  );
  if (replicas && isObject(result.spec)) {
    result = { ...result, spec: { ...result.spec, replicas: replicas.count } };
  }
  return images.length > 0 ? withImages(result, images) : result;
}

function withTexts(
  object: JsonObject,
  path: string[],
  texts: Record<string, string>,
): JsonObject {
  const [field, ...rest] = path;
  if (field === undefined) {
    return { ...object, ...texts };
  }
  return {
    ...object,
    [field]: withTexts(objectAt(object, field), rest, texts),
  };
}

function inTemplates(
  object: JsonObject,
  change: (template: JsonObject) => JsonObject,
): JsonObject {
  const { spec } = object;
  if (!isObject(spec)) {
    return object;
  }
  if (isObject(spec.template)) {
    return { ...object, spec: { ...spec, template: change(spec.template) } };
  }
  if (isObject(spec.jobTemplate)) {
    return {
      ...object,
      spec: { ...spec, jobTemplate: inTemplates(spec.jobTemplate, change) },
    };
  }
  return object;
}

function withSelectors(
  object: JsonObject,
  pairs: Record<string, string>,
): JsonObject {
  const { spec } = object;
  if (!isObject(spec)) {
    return object;
  }
  if (object.kind === 'Service') {
    return isObject(spec.selector)
      ? {
          ...object,
          spec: { ...spec, selector: { ...spec.selector, ...pairs } },
        }
      : object;
  }
  return isObject(spec.selector)
    ? {
        ...object,
        spec: {
          ...spec,
          selector: withTexts(spec.selector, ['matchLabels'], pairs),
        },
      }
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
