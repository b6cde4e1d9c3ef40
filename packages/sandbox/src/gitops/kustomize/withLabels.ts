import { InputError } from '@backstage/errors';
import { isObject, JsonObject, objectAt } from '../../cluster/json/Json';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { isBuiltIn } from './builtInKinds';
import { Kustomization } from './Kustomization';

type Texts = Record<string, string>;

/** The kinds whose selector kustomize makes where there is none; of the others it only extends one. */
const SELECTING = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'];

/** An object with the labels of one entry of `labels`. */
export function withLabels(
  folder: string,
  object: KubernetesObject,
  entry: Kustomization['labels'][number],
): JsonObject {
  const { pairs, includeSelectors, includeTemplates, fields } = entry;
  let result: JsonObject = withTexts(object, ['metadata', 'labels'], pairs);
  if (isBuiltIn(object)) {
    if (includeTemplates || includeSelectors) {
      result = inTemplates(result, 'labels', pairs);
    }
    if (includeSelectors) {
      result = inSelectors(object.kind, result, pairs);
    }
  }
  for (const field of fields) {
    if (field.path.includes('[')) {
      throw new InputError(
        `${folder}: labels: the path '${field.path}' into a list is not supported here`,
      );
    }
    const path = field.path.split('/');
    const isMeant =
      (field.kind ?? object.kind) === object.kind &&
      [field.group, field.version]
        .filter(part => part !== undefined)
        .every(part => object.apiVersion.split('/').includes(part));
    if (isMeant && (field.create || isPresent(result, path))) {
      result = withTexts(result, path, pairs);
    }
  }
  return result;
}

/** An object with annotations, also in the pod templates of Kubernetes' own kinds. */
export function withAnnotations(
  object: KubernetesObject,
  annotations: Texts,
): JsonObject {
  const result = withTexts(object, ['metadata', 'annotations'], annotations);
  return isBuiltIn(object)
    ? inTemplates(result, 'annotations', annotations)
    : result;
}

function inTemplates(
  object: JsonObject,
  field: 'labels' | 'annotations',
  texts: Texts,
): JsonObject {
  const { spec } = object;
  if (!isObject(spec)) {
    return object;
  }
  if (isObject(spec.template)) {
    const template = withTexts(spec.template, ['metadata', field], texts);
    return { ...object, spec: { ...spec, template } };
  }
  if (isObject(spec.jobTemplate)) {
    const job = withTexts(spec.jobTemplate, ['metadata', field], texts);
    return {
      ...object,
      spec: { ...spec, jobTemplate: inTemplates(job, field, texts) },
    };
  }
  return object;
}

function inSelectors(
  kind: string,
  object: JsonObject,
  texts: Texts,
): JsonObject {
  const path =
    kind === 'Service'
      ? ['spec', 'selector']
      : [
          'spec',
          kind === 'NetworkPolicy' ? 'podSelector' : 'selector',
          'matchLabels',
        ];
  return SELECTING.includes(kind) || isPresent(object, path)
    ? withTexts(object, path, texts)
    : object;
}

function isPresent(object: JsonObject, path: string[]): boolean {
  const [field, ...rest] = path;
  const child = object[field];
  return isObject(child) && (rest.length === 0 || isPresent(child, rest));
}

function withTexts(
  object: JsonObject,
  path: string[],
  texts: Texts,
): JsonObject {
  const [field, ...rest] = path;
  return field === undefined
    ? { ...object, ...texts }
    : { ...object, [field]: withTexts(objectAt(object, field), rest, texts) };
}
