import { equalJson } from '../json/equalJson';
import { numberAt, objectsAt, textAt, textsAt, valueAt } from '../json/Json';
import { matcherOf } from '../selectors/labelSelector';
import { StatusError } from '../StatusError';
import { ResourceType } from '../ResourceType';
import { KubernetesObject } from './KubernetesObject';

const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const PATH_SEGMENT_NAMES = new Set([
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
]);

/** Refuses what a real API server refuses, as far as manifests of services can get it wrong. */
export function validateObject(
  type: ResourceType,
  object: KubernetesObject,
  previous?: KubernetesObject,
): void {
  const causes: { field: string; message: string }[] = [];
  const { name } = object.metadata;
  if (name === '') {
    causes.push({
      field: 'metadata.name',
      message: 'Required value: name or generateName is required',
    });
  } else if (
    !PATH_SEGMENT_NAMES.has(type.kind) &&
    (!SUBDOMAIN.test(name) || name.length > 253)
  ) {
    causes.push({
      field: 'metadata.name',
      message: `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    });
  }
  for (const [label, value] of Object.entries(object.metadata.labels ?? {})) {
    if (
      value.length > 63 ||
      !/^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(value)
    ) {
      causes.push({
        field: 'metadata.labels',
        message: `Invalid value: "${value}": a valid label value of '${label}' must be at most 63 alphanumeric characters, '-', '_' or '.'`,
      });
    }
  }
  switch (type.kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
      causes.push(...workloadCauses(object, previous));
      break;
    case 'Pod':
      causes.push(...containerCauses(object, ['spec']));
      break;
    case 'Job':
      causes.push(...containerCauses(object, ['spec', 'template', 'spec']));
      if (
        previous &&
        !equalJson(
          valueAt(object, 'spec', 'template'),
          valueAt(previous, 'spec', 'template'),
        )
      ) {
        causes.push({
          field: 'spec.template',
          message: 'Invalid value: field is immutable',
        });
      }
      break;
    default:
      break;
  }
  if (causes.length > 0) {
    const group = type.group === '' ? '' : `.${type.group}`;
    throw StatusError.invalid(`${type.kind}${group}`, name, causes);
  }
}

function workloadCauses(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
) {
  const causes = containerCauses(object, ['spec', 'template', 'spec']);
  const replicas = numberAt(object, 'spec', 'replicas') ?? 0;
  if (replicas < 0) {
    causes.push({
      field: 'spec.replicas',
      message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
    });
  }
  const selector = valueAt(object, 'spec', 'selector');
  const labels = textsAt(object, 'spec', 'template', 'metadata', 'labels');
  if (selector === undefined) {
    causes.push({ field: 'spec.selector', message: 'Required value' });
  } else if (!matcherOf(selector)(labels)) {
    causes.push({
      field: 'spec.template.metadata.labels',
      message: `Invalid value: ${JSON.stringify(
        labels,
      )}: \`selector\` does not match template \`labels\``,
    });
  }
  if (previous && !equalJson(selector, valueAt(previous, 'spec', 'selector'))) {
    causes.push({
      field: 'spec.selector',
      message: `Invalid value: ${JSON.stringify(selector)}: field is immutable`,
    });
  }
  return causes;
}

function containerCauses(object: KubernetesObject, path: string[]) {
  const field = `${path.join('.')}.containers`;
  const containers = objectsAt(object, ...path, 'containers');
  if (containers.length === 0) {
    return [{ field, message: 'Required value' }];
  }
  return containers.flatMap((container, index) =>
    textAt(container, 'name')
      ? []
      : [{ field: `${field}[${index}].name`, message: 'Required value' }],
  );
}
