import { JsonObject } from '../json/Json';
import { KubernetesObject } from '../objects/KubernetesObject';
import { Condition, withConditions } from '../controllers/conditions';
import { ContainerMoment } from './containerTimeline';

/** The phase of a pod from where its containers stand. */
export function podPhase(moments: ContainerMoment[]): string {
  if (moments.length > 0 && moments.every(isFinished)) {
    return moments.some(
      moment => moment.kind === 'finished' && moment.exitCode !== 0,
    )
      ? 'Failed'
      : 'Succeeded';
  }
  const started = moments.every(
    moment =>
      moment.kind === 'running' ||
      moment.kind === 'crashed' ||
      moment.kind === 'back-off' ||
      moment.kind === 'finished',
  );
  return started ? 'Running' : 'Pending';
}

export function podConditions(
  pod: KubernetesObject,
  moments: ContainerMoment[],
  now: Date,
): JsonObject[] {
  const scheduled = moments.some(moment => moment.kind !== 'pending');
  const finished = moments.every(isFinished);
  const ready = moments.every(
    moment => moment.kind === 'running' && moment.ready,
  );
  const unready: Pick<Condition, 'reason' | 'message'> = finished
    ? { reason: 'PodCompleted', message: '' }
    : {
        reason: 'ContainersNotReady',
        message: 'containers with unready status',
      };
  const condition = (
    type: string,
    value: boolean,
    why: Pick<Condition, 'reason' | 'message'>,
  ): Condition => ({
    type,
    status: value ? 'True' : 'False',
    ...(value ? { reason: '', message: '' } : why),
  });
  return withConditions(
    pod,
    [
      condition('PodScheduled', scheduled, {
        reason: 'SchedulerPending',
        message: 'waiting for the scheduler',
      }),
      condition('Initialized', scheduled, {
        reason: 'ContainersNotInitialized',
        message: '',
      }),
      condition('ContainersReady', ready, unready),
      condition('Ready', ready, unready),
    ],
    now,
  );
}

function isFinished(moment: ContainerMoment): boolean {
  return moment.kind === 'finished';
}

/** Whether a pod counts as ready for its service and its ReplicaSet. */
export function isPodReady(pod: KubernetesObject): boolean {
  const status = pod.status;
  if (
    pod.metadata.deletionTimestamp ||
    typeof status !== 'object' ||
    status === null ||
    Array.isArray(status) ||
    !Array.isArray(status.conditions)
  ) {
    return false;
  }
  return status.conditions.some(
    condition =>
      typeof condition === 'object' &&
      condition !== null &&
      !Array.isArray(condition) &&
      condition.type === 'Ready' &&
      condition.status === 'True',
  );
}
