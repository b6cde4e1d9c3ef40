import { isObject, Json, JsonObject, textAt } from '../../cluster/json/Json';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { isBuiltIn } from './builtInKinds';
import { NameReference, withNewNames } from './NameReferences';

/** Which kind a field refers to by name, where the reference is an object with its name in a field of its own. */
const REFERENCES: Record<string, { kind: string; field: string }[]> = {
  configMapRef: [{ kind: 'ConfigMap', field: 'name' }],
  configMapKeyRef: [{ kind: 'ConfigMap', field: 'name' }],
  configMap: [{ kind: 'ConfigMap', field: 'name' }],
  secretRef: [{ kind: 'Secret', field: 'name' }],
  secretKeyRef: [{ kind: 'Secret', field: 'name' }],
  secret: [
    { kind: 'Secret', field: 'secretName' },
    { kind: 'Secret', field: 'name' },
  ],
  imagePullSecrets: [{ kind: 'Secret', field: 'name' }],
  persistentVolumeClaim: [
    { kind: 'PersistentVolumeClaim', field: 'claimName' },
  ],
  service: [{ kind: 'Service', field: 'name' }],
};

/** The same, where the field itself is the name. */
const NAMES: Record<string, string> = {
  serviceAccountName: 'ServiceAccount',
  serviceName: 'Service',
};

/**
 * Gives objects new names, and points the references to them at the new names. kustomize knows the references of
 * Kubernetes' own kinds only; those of a custom kind stay as they are unless a configuration says where they are.
 */
export function renameObjects(
  objects: KubernetesObject[],
  references: NameReference[],
  nameOf: (object: KubernetesObject) => string,
): KubernetesObject[] {
  const renamed = new Map<string, string>();
  for (const object of objects) {
    const name = nameOf(object);
    if (name !== object.metadata.name) {
      renamed.set(`${object.kind}/${object.metadata.name}`, name);
    }
  }
  if (renamed.size === 0) {
    return objects;
  }
  return objects.map(object => {
    const { name } = object.metadata;
    const named = {
      ...object,
      metadata: {
        ...object.metadata,
        name: renamed.get(`${object.kind}/${name}`) ?? name,
      },
    };
    const known = isBuiltIn(object) ? withReferences(named, renamed) : named;
    return parseKubernetesObject(
      withNewNames(parseKubernetesObject(known), references, renamed),
    );
  });
}

function withReferences(
  value: JsonObject,
  renamed: Map<string, string>,
): JsonObject {
  const result: JsonObject = {};
  for (const [field, child] of Object.entries(value)) {
    result[field] =
      child === undefined ? undefined : referred(field, child, renamed);
  }
  return result;
}

function referred(
  field: string,
  value: Json,
  renamed: Map<string, string>,
): Json {
  if (Array.isArray(value)) {
    return value.map(item => referred(field, item, renamed));
  }
  if (typeof value === 'string') {
    return renamed.get(`${NAMES[field]}/${value}`) ?? value;
  }
  if (!isObject(value)) {
    return value;
  }
  const result = withReferences(value, renamed);
  const kinds =
    field === 'scaleTargetRef'
      ? [{ kind: textAt(value, 'kind') ?? '', field: 'name' }]
      : REFERENCES[field] ?? [];
  for (const { kind, field: nameField } of kinds) {
    const name = textAt(value, nameField);
    const next = name === undefined ? name : renamed.get(`${kind}/${name}`);
    if (next !== undefined) {
      result[nameField] = next;
    }
  }
  return result;
}
