import {
  isObject,
  JsonObject,
  objectAt,
  objectsAt,
  textAt,
} from '../cluster/json/Json';
import {
  formatTime,
  KubernetesObject,
} from '../cluster/objects/KubernetesObject';
import { Application } from './Application';
import { ObjectHealth, objectHealth, worstHealth } from './objectHealth';
import { Operation, operationState } from './Operation';
import { surplus, SyncContext } from './SyncContext';

const HISTORY_LIMIT = 10;

/** What Argo CD would report of an Application now. */
export function applicationStatus(
  object: KubernetesObject,
  operation: Operation | undefined,
  context: SyncContext,
): JsonObject {
  const { applier, application, desired, now } = context;
  const healths: ObjectHealth[] = [];
  const images = new Set<string>();
  let isSynced = true;
  const resources: JsonObject[] = [];
  for (const wanted of desired.objects) {
    const live = applier.live(wanted);
    const comparison = applier.compare(application, wanted);
    const health: ObjectHealth | undefined = live
      ? objectHealth(live)
      : { status: 'Missing' };
    if (health) {
      healths.push(health);
    }
    for (const image of imagesOf(wanted)) {
      images.add(image);
    }
    isSynced &&= comparison === 'Synced';
    resources.push({
      ...identityOf(wanted),
      status: comparison === 'Synced' ? 'Synced' : 'OutOfSync',
      ...(health ? { health: { ...health } } : {}),
    });
  }
  for (const extra of surplus(context)) {
    isSynced = false;
    resources.push({
      ...identityOf(extra),
      status: 'OutOfSync',
      requiresPruning: true,
    });
  }
  const health = worstHealth(healths);
  const source = { ...application.source };
  return {
    ...objectAt(object, 'status'),
    conditions: undefined,
    health: {
      ...health,
      lastTransitionTime: transitionTime(object, health, now),
    },
    history: historyOf(object, operation, source),
    operationState: operation && operationState(operation, application),
    reconciledAt: formatTime(now),
    resources,
    sourceType: 'Kustomize',
    summary: images.size > 0 ? { images: [...images].sort() } : {},
    sync: {
      status: isSynced ? 'Synced' : 'OutOfSync',
      revision: desired.revision,
      comparedTo: {
        source,
        destination: objectAt(object, 'spec', 'destination'),
      },
    },
  };
}

/** Why an Application cannot be compared: its source cannot be rendered, or its project does not allow it. */
export type ComparisonProblem = {
  type: 'ComparisonError' | 'InvalidSpecError' | 'SyncError';
  message: string;
};

/** The status of an Application that cannot be compared: what was known stays, the comparison is unknown. */
export function uncomparedStatus(
  object: KubernetesObject,
  application: Application,
  { type, message }: ComparisonProblem,
  now: Date,
): JsonObject {
  const before = objectsAt(object, 'status', 'conditions').find(
    condition => condition.type === type && condition.message === message,
  );
  return {
    ...objectAt(object, 'status'),
    conditions: [
      before ?? {
        type,
        message,
        lastTransitionTime: formatTime(now),
      },
    ],
    reconciledAt: formatTime(now),
    sync: {
      ...objectAt(object, 'status', 'sync'),
      status: 'Unknown',
      comparedTo: {
        source: { ...application.source },
        destination: objectAt(object, 'spec', 'destination'),
      },
    },
  };
}

function identityOf(object: KubernetesObject): JsonObject {
  const [group, version] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : [undefined, object.apiVersion];
  return {
    group,
    version,
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
  };
}

function transitionTime(
  object: KubernetesObject,
  health: ObjectHealth,
  now: Date,
): string {
  const before = objectAt(object, 'status', 'health');
  const since = textAt(before, 'lastTransitionTime');
  return before.status === health.status && since ? since : formatTime(now);
}

function historyOf(
  object: KubernetesObject,
  operation: Operation | undefined,
  source: JsonObject,
): JsonObject[] {
  const history = objectsAt(object, 'status', 'history');
  const newest = history.at(-1);
  if (
    operation?.phase !== 'Succeeded' ||
    (newest?.deployStartedAt === operation.startedAt &&
      newest.revision === operation.syncResult.revision)
  ) {
    return history;
  }
  const id = typeof newest?.id === 'number' ? newest.id + 1 : 0;
  return [
    ...history,
    {
      id,
      revision: operation.syncResult.revision,
      deployStartedAt: operation.startedAt,
      deployedAt: operation.finishedAt,
      initiatedBy: { automated: true },
      source,
    },
  ].slice(-HISTORY_LIMIT);
}

function imagesOf(object: KubernetesObject): string[] {
  const template = objectAt(object, 'spec', 'template', 'spec');
  const own = object.kind === 'Pod' ? objectAt(object, 'spec') : template;
  return ['containers', 'initContainers'].flatMap(field =>
    objectsAt(own, field).flatMap(container => {
      const image = textAt(container, 'image');
      return isObject(container) && image ? [image] : [];
    }),
  );
}
