import { conditionOf } from '../cluster/controllers/conditions';
import { flagAt, numberAt, objectsAt, textAt } from '../cluster/json/Json';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';

/** Argo CD's words for the health of an object. */
export type HealthStatus =
  | 'Healthy'
  | 'Progressing'
  | 'Suspended'
  | 'Degraded'
  | 'Missing';

/** How an object fares, with the reason. */
export interface ObjectHealth {
  status: HealthStatus;
  message?: string;
}

/** Says that an Application is healthy whatever becomes of the object. */
const IGNORED = 'argocd.argoproj.io/ignore-healthcheck';

/**
 * Argo CD's built-in health rules (gitops-engine `pkg/health`, and its Lua rules for custom kinds). Kinds without a rule have
 * no health.
 */
export function objectHealth(
  object: KubernetesObject,
): ObjectHealth | undefined {
  if (object.metadata.annotations?.[IGNORED] === 'true') {
    return undefined;
  }
  if (object.metadata.deletionTimestamp) {
    return { status: 'Progressing', message: 'Pending deletion' };
  }
  switch (object.kind) {
    case 'Deployment':
      return deploymentHealth(object);
    case 'Rollout':
      return rolloutHealth(object);
    case 'StatefulSet':
    case 'ReplicaSet':
      return replicasHealth(object);
    case 'DaemonSet':
      return daemonSetHealth(object);
    case 'Job':
      return jobHealth(object);
    case 'Pod':
      return podHealth(object);
    case 'HorizontalPodAutoscaler':
      return autoscalerHealth(object);
    case 'Service':
      return serviceHealth(object);
    case 'PodDisruptionBudget':
      return budgetHealth(object);
    case 'HTTPRoute':
      return routeHealth(object);
    case 'ExternalSecret':
      return secretHealth(object, 'Ready');
    case 'SealedSecret':
      return secretHealth(object, 'Synced');
    default:
      return undefined;
  }
}

const RANK: Record<HealthStatus, number> = {
  Healthy: 0,
  Suspended: 1,
  Progressing: 2,
  Missing: 3,
  Degraded: 4,
};

/** The worst of several healths; healthy if there is none. */
export function worstHealth(healths: ObjectHealth[]): ObjectHealth {
  let worst: ObjectHealth = { status: 'Healthy' };
  for (const health of healths) {
    if (RANK[health.status] > RANK[worst.status]) {
      worst = health;
    }
  }
  return worst;
}

function isObserved(object: KubernetesObject): boolean {
  const observed = object.status && textOrNumber(object);
  return observed === String(object.metadata.generation ?? 1);
}

// A Rollout writes its observedGeneration as text.
function textOrNumber(object: KubernetesObject): string | undefined {
  const number = numberAt(object, 'status', 'observedGeneration');
  return number === undefined
    ? textAt(object, 'status', 'observedGeneration')
    : String(number);
}

function deploymentHealth(object: KubernetesObject): ObjectHealth {
  if (flagAt(object, 'spec', 'paused')) {
    return { status: 'Suspended', message: 'Deployment is paused' };
  }
  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return {
      status: 'Degraded',
      message: `Deployment "${object.metadata.name}" exceeded its progress deadline`,
    };
  }
  return replicasHealth(object);
}

function replicasHealth(object: KubernetesObject): ObjectHealth {
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const updated =
    object.kind === 'ReplicaSet'
      ? numberAt(object, 'status', 'replicas') ?? 0
      : numberAt(object, 'status', 'updatedReplicas') ?? 0;
  const available = numberAt(object, 'status', 'availableReplicas') ?? 0;
  if (!isObserved(object)) {
    return {
      status: 'Progressing',
      message: 'Waiting for rollout to finish: observed generation is older',
    };
  }
  if (updated < wanted || available < wanted) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: ${available} of ${wanted} replicas are available`,
    };
  }
  return { status: 'Healthy' };
}

function daemonSetHealth(object: KubernetesObject): ObjectHealth {
  const wanted = numberAt(object, 'status', 'desiredNumberScheduled') ?? 0;
  const updated = numberAt(object, 'status', 'updatedNumberScheduled') ?? 0;
  const available = numberAt(object, 'status', 'numberAvailable') ?? 0;
  return isObserved(object) && updated >= wanted && available >= wanted
    ? { status: 'Healthy' }
    : {
        status: 'Progressing',
        message: `Waiting for daemon set to finish: ${available} of ${wanted} updated pods are available`,
      };
}

function rolloutHealth(object: KubernetesObject): ObjectHealth {
  const phase = textAt(object, 'status', 'phase');
  const message = textAt(object, 'status', 'message');
  if (!isObserved(object)) {
    return {
      status: 'Progressing',
      message: 'Waiting for rollout spec update to be observed',
    };
  }
  switch (phase) {
    case 'Healthy':
      return { status: 'Healthy', message };
    case 'Paused':
      return { status: 'Suspended', message };
    case 'Degraded':
    case 'Error':
    case 'InvalidSpec':
      return { status: 'Degraded', message };
    default:
      return { status: 'Progressing', message };
  }
}

function jobHealth(object: KubernetesObject): ObjectHealth {
  const failed = conditionOf(object, 'Failed');
  if (failed?.status === 'True') {
    return { status: 'Degraded', message: textAt(failed, 'message') };
  }
  return conditionOf(object, 'Complete')?.status === 'True'
    ? { status: 'Healthy' }
    : { status: 'Progressing' };
}

function podHealth(object: KubernetesObject): ObjectHealth {
  const waiting = objectsAt(object, 'status', 'containerStatuses')
    .map(container => textAt(container, 'state', 'waiting', 'reason'))
    .find(
      reason =>
        reason !== undefined &&
        (reason.startsWith('Err') || reason.endsWith('BackOff')),
    );
  if (waiting) {
    return { status: 'Degraded', message: waiting };
  }
  switch (textAt(object, 'status', 'phase')) {
    case 'Failed':
      return { status: 'Degraded' };
    case 'Succeeded':
      return { status: 'Healthy' };
    case 'Running':
      return conditionOf(object, 'Ready')?.status === 'True'
        ? { status: 'Healthy' }
        : { status: 'Progressing' };
    default:
      return { status: 'Progressing' };
  }
}

function autoscalerHealth(object: KubernetesObject): ObjectHealth {
  const conditions = objectsAt(object, 'status', 'conditions');
  const failed = conditions.find(condition =>
    ['FailedGetScale', 'FailedUpdateScale', 'InvalidSelector'].includes(
      textAt(condition, 'reason') ?? '',
    ),
  );
  if (failed) {
    return { status: 'Degraded', message: textAt(failed, 'message') };
  }
  const good = conditionOf(object, 'AbleToScale');
  return good?.status === 'True'
    ? { status: 'Healthy', message: textAt(good, 'message') }
    : { status: 'Progressing', message: 'Waiting to Autoscale' };
}

function serviceHealth(object: KubernetesObject): ObjectHealth {
  const isWaiting =
    textAt(object, 'spec', 'type') === 'LoadBalancer' &&
    objectsAt(object, 'status', 'loadBalancer', 'ingress').length === 0;
  return { status: isWaiting ? 'Progressing' : 'Healthy' };
}

function budgetHealth(object: KubernetesObject): ObjectHealth {
  const wanted = numberAt(object, 'status', 'desiredHealthy');
  if (wanted === undefined) {
    return {
      status: 'Progressing',
      message: 'PodDisruptionBudget is still evaluating',
    };
  }
  return { status: 'Healthy' };
}

function routeHealth(object: KubernetesObject): ObjectHealth {
  const parents = objectsAt(object, 'status', 'parents');
  const failed = parents
    .flatMap(parent => objectsAt(parent, 'conditions'))
    .find(condition => condition.status === 'False');
  if (failed) {
    return { status: 'Degraded', message: textAt(failed, 'message') };
  }
  return parents.length > 0
    ? { status: 'Healthy' }
    : { status: 'Progressing', message: 'Waiting for HTTPRoute status' };
}

function secretHealth(object: KubernetesObject, type: string): ObjectHealth {
  const condition = conditionOf(object, type);
  if (!condition) {
    return { status: 'Progressing', message: 'Waiting for the secret' };
  }
  return {
    status: condition.status === 'True' ? 'Healthy' : 'Degraded',
    message: textAt(condition, 'message'),
  };
}
