import { valueAt } from '../json/Json';
import { KubernetesObject } from '../objects/KubernetesObject';
import { ResourceType } from '../ResourceType';
import { StatusError } from '../StatusError';

const EVERYWHERE = ['metadata.name', 'metadata.namespace'];

/** What Kubernetes can select by beyond name and namespace. */
const FIELDS: Record<string, string[]> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Secret: ['type'],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  ReplicaSet: ['status.replicas'],
  Job: ['status.successful'],
  Service: ['spec.clusterIP', 'spec.type'],
};

/** Parses `metadata.name=x,status.phase!=Running`; refuses a field that Kubernetes does not select this kind by. */
export function parseFieldSelector(
  type: ResourceType,
  text: string,
): (object: KubernetesObject) => boolean {
  const requirements = text
    .split(',')
    .filter(part => part.trim() !== '')
    .map(part => {
      const match = /^([A-Za-z0-9.]+)(==|=|!=)(.*)$/.exec(part.trim());
      if (!match) {
        throw StatusError.badRequest(
          `invalid selector: '${part}'; can't understand it`,
        );
      }
      const known = [...EVERYWHERE, ...(FIELDS[type.kind] ?? [])];
      if (!known.includes(match[1])) {
        throw StatusError.badRequest(`field label not supported: ${match[1]}`);
      }
      return { path: match[1].split('.'), operator: match[2], value: match[3] };
    });
  return object =>
    requirements.every(({ path, operator, value }) => {
      const found = String(valueAt(object, ...path) ?? '');
      return operator === '!=' ? found !== value : found === value;
    });
}
