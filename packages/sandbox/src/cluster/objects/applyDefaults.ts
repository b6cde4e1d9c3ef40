import { createHash } from 'node:crypto';
import {
  isObject,
  JsonObject,
  objectAt,
  objectsAt,
  textAt,
} from '../json/Json';
import { KubernetesObject } from './KubernetesObject';

/** Fills in what the real API server fills in on create, as far as clients look at it. */
export function applyDefaults(object: KubernetesObject): KubernetesObject {
  const spec = objectAt(object, 'spec');
  switch (`${object.apiVersion}/${object.kind}`) {
    case 'v1/Namespace':
      return {
        ...object,
        metadata: {
          ...object.metadata,
          labels: {
            ...object.metadata.labels,
            'kubernetes.io/metadata.name': object.metadata.name,
          },
        },
        spec: { finalizers: ['kubernetes'], ...spec },
        status: { phase: 'Active' },
      };
    case 'v1/Pod':
      return {
        ...object,
        spec: {
          restartPolicy: 'Always',
          terminationGracePeriodSeconds: 30,
          dnsPolicy: 'ClusterFirst',
          schedulerName: 'default-scheduler',
          serviceAccountName: 'default',
          ...spec,
        },
        status: { phase: 'Pending', qosClass: 'Burstable' },
      };
    case 'v1/Service':
      return { ...object, spec: serviceDefaults(object, spec) };
    case 'v1/Secret':
      return { type: 'Opaque', ...secretData(object) };
    case 'apps/v1/Deployment':
      return {
        ...object,
        spec: {
          replicas: 1,
          revisionHistoryLimit: 10,
          progressDeadlineSeconds: 600,
          strategy: {
            type: 'RollingUpdate',
            rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
          },
          ...spec,
        },
      };
    case 'apps/v1/ReplicaSet':
      return { ...object, spec: { replicas: 1, ...spec } };
    case 'apps/v1/StatefulSet':
      return {
        ...object,
        spec: {
          replicas: 1,
          podManagementPolicy: 'OrderedReady',
          revisionHistoryLimit: 10,
          updateStrategy: {
            type: 'RollingUpdate',
            rollingUpdate: { partition: 0 },
          },
          ...spec,
        },
      };
    case 'apps/v1/DaemonSet':
      return {
        ...object,
        spec: {
          revisionHistoryLimit: 10,
          updateStrategy: {
            type: 'RollingUpdate',
            rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
          },
          ...spec,
        },
      };
    case 'batch/v1/Job':
      return {
        ...object,
        spec: { parallelism: 1, completions: 1, backoffLimit: 6, ...spec },
      };
    case 'autoscaling/v2/HorizontalPodAutoscaler':
      return { ...object, spec: { minReplicas: 1, ...spec } };
    default:
      return object;
  }
}

function serviceDefaults(
  object: KubernetesObject,
  spec: JsonObject,
): JsonObject {
  const digest = createHash('sha256')
    .update(`${object.metadata.namespace}/${object.metadata.name}`)
    .digest();
  const address = `10.96.${digest[0]}.${Math.max(1, digest[1])}`;
  const headless = textAt(spec, 'clusterIP') === 'None';
  return {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    ...(headless ? {} : { clusterIP: address, clusterIPs: [address] }),
    ...spec,
    ports: objectsAt(spec, 'ports').map(port => ({
      protocol: 'TCP',
      targetPort: port.port,
      ...port,
    })),
  };
}

function secretData(object: KubernetesObject): KubernetesObject {
  if (!isObject(object.stringData)) {
    return object;
  }
  const { stringData, ...rest } = object;
  const data: JsonObject = { ...objectAt(object, 'data') };
  for (const [field, text] of Object.entries(objectAt(object, 'stringData'))) {
    data[field] = Buffer.from(String(text)).toString('base64');
  }
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: object.metadata,
    data,
  };
}
