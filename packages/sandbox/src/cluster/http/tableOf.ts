import { Json, JsonObject, numberAt, objectsAt, textAt } from '../json/Json';
import { KubernetesObject } from '../objects/KubernetesObject';
import { ResourceType } from '../ResourceType';

type Cell = (object: KubernetesObject) => Json;
type Column = { name: string; cell: Cell };

const count =
  (...path: string[]): Cell =>
  object =>
    numberAt(object, ...path) ?? 0;
const text =
  (...path: string[]): Cell =>
  object =>
    textAt(object, ...path) ?? '';

const READY: Column = {
  name: 'Ready',
  cell: object =>
    `${numberAt(object, 'status', 'readyReplicas') ?? 0}/${
      numberAt(object, 'spec', 'replicas') ?? 1
    }`,
};

const COLUMNS: Record<string, Column[]> = {
  Namespace: [{ name: 'Status', cell: text('status', 'phase') }],
  Pod: [
    {
      name: 'Ready',
      cell: pod => {
        const statuses = objectsAt(pod, 'status', 'containerStatuses');
        const ready = statuses.filter(status => status.ready === true).length;
        return `${ready}/${objectsAt(pod, 'spec', 'containers').length}`;
      },
    },
    { name: 'Status', cell: podState },
    {
      name: 'Restarts',
      cell: pod =>
        objectsAt(pod, 'status', 'containerStatuses').reduce(
          (sum, status) => sum + (numberAt(status, 'restartCount') ?? 0),
          0,
        ),
    },
  ],
  Deployment: [
    READY,
    { name: 'Up-to-date', cell: count('status', 'updatedReplicas') },
    { name: 'Available', cell: count('status', 'availableReplicas') },
  ],
  ReplicaSet: [
    { name: 'Desired', cell: count('spec', 'replicas') },
    { name: 'Current', cell: count('status', 'replicas') },
    { name: 'Ready', cell: count('status', 'readyReplicas') },
  ],
  StatefulSet: [READY],
  DaemonSet: [
    { name: 'Desired', cell: count('status', 'desiredNumberScheduled') },
    { name: 'Current', cell: count('status', 'currentNumberScheduled') },
    { name: 'Ready', cell: count('status', 'numberReady') },
    { name: 'Up-to-date', cell: count('status', 'updatedNumberScheduled') },
    { name: 'Available', cell: count('status', 'numberAvailable') },
  ],
  Job: [
    {
      name: 'Completions',
      cell: job =>
        `${numberAt(job, 'status', 'succeeded') ?? 0}/${
          numberAt(job, 'spec', 'completions') ?? 1
        }`,
    },
  ],
  CronJob: [
    { name: 'Schedule', cell: text('spec', 'schedule') },
    { name: 'Last Schedule', cell: text('status', 'lastScheduleTime') },
  ],
  HorizontalPodAutoscaler: [
    {
      name: 'Reference',
      cell: object =>
        `${textAt(object, 'spec', 'scaleTargetRef', 'kind')}/${textAt(
          object,
          'spec',
          'scaleTargetRef',
          'name',
        )}`,
    },
    { name: 'MinPods', cell: count('spec', 'minReplicas') },
    { name: 'MaxPods', cell: count('spec', 'maxReplicas') },
    { name: 'Replicas', cell: count('status', 'currentReplicas') },
  ],
  Rollout: [
    { name: 'Desired', cell: count('spec', 'replicas') },
    { name: 'Current', cell: count('status', 'replicas') },
    { name: 'Up-to-date', cell: count('status', 'updatedReplicas') },
    { name: 'Available', cell: count('status', 'availableReplicas') },
  ],
  Application: [
    { name: 'Sync Status', cell: text('status', 'sync', 'status') },
    { name: 'Health Status', cell: text('status', 'health', 'status') },
  ],
  AnalysisRun: [{ name: 'Status', cell: text('status', 'phase') }],
  Service: [
    { name: 'Type', cell: text('spec', 'type') },
    { name: 'Cluster-IP', cell: text('spec', 'clusterIP') },
    {
      name: 'Port(s)',
      cell: service =>
        objectsAt(service, 'spec', 'ports')
          .map(port => `${port.port}/${port.protocol}`)
          .join(','),
    },
  ],
  Event: [
    { name: 'Type', cell: text('type') },
    { name: 'Reason', cell: text('reason') },
    {
      name: 'Object',
      cell: event =>
        `${textAt(event, 'involvedObject', 'kind')}/${textAt(
          event,
          'involvedObject',
          'name',
        )}`,
    },
    { name: 'Message', cell: text('message') },
  ],
};

/** Objects as the table that kubectl asks for to print them. */
export function tableOf(
  type: ResourceType,
  objects: KubernetesObject[],
  /** How much of the object goes with each row: `None`, `Metadata` (the default) or `Object`. */
  includeObject: string | null,
  metadata: JsonObject = {},
): JsonObject {
  const columns: Column[] = [
    { name: 'Name', cell: object => object.metadata.name },
    ...(COLUMNS[type.kind] ?? []),
    {
      name: 'Age',
      cell: object => ageOf(object.metadata.creationTimestamp),
    },
  ];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(column => ({
      name: column.name,
      type: 'string',
      format: column.name === 'Name' ? 'name' : '',
      description: column.name,
      priority: 0,
    })),
    rows: objects.map(object => ({
      cells: columns.map(column => column.cell(object)),
      ...included(object, includeObject),
    })),
  };
}

function included(
  object: KubernetesObject,
  includeObject: string | null,
): JsonObject {
  switch (includeObject) {
    case 'None':
      return {};
    case 'Object':
      return { object };
    default:
      return {
        object: {
          kind: 'PartialObjectMetadata',
          apiVersion: 'meta.k8s.io/v1',
          metadata: object.metadata,
        },
      };
  }
}

function podState(pod: KubernetesObject): string {
  if (pod.metadata.deletionTimestamp) {
    return 'Terminating';
  }
  const waiting = objectsAt(pod, 'status', 'containerStatuses')
    .map(status => textAt(status, 'state', 'waiting', 'reason'))
    .find(reason => reason !== undefined);
  return waiting ?? textAt(pod, 'status', 'phase') ?? 'Unknown';
}

function ageOf(created: string | undefined): string {
  const seconds = Math.max(
    0,
    Math.floor((Date.now() - Date.parse(created ?? '')) / 1000) || 0,
  );
  if (seconds < 120) {
    return `${seconds}s`;
  }
  if (seconds < 7200) {
    return `${Math.floor(seconds / 60)}m`;
  }
  return seconds < 172_800
    ? `${Math.floor(seconds / 3600)}h`
    : `${Math.floor(seconds / 86_400)}d`;
}
