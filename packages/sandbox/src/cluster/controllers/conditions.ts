import { JsonObject, objectsAt } from '../json/Json';
import { formatTime, KubernetesObject } from '../objects/KubernetesObject';

/** One condition to set: it keeps its transition time while its status stays. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
}

/** The conditions of an object with some of them replaced, and those of `withdrawn` types gone. */
export function withConditions(
  object: KubernetesObject,
  conditions: Condition[],
  now: Date,
  withdrawn: string[] = [],
): JsonObject[] {
  const present = objectsAt(object, 'status', 'conditions').filter(
    other => !withdrawn.some(type => other.type === type),
  );
  const set = conditions.map(condition => {
    const before = present.find(other => other.type === condition.type);
    const same =
      before &&
      before.status === condition.status &&
      before.reason === condition.reason &&
      before.message === condition.message;
    const time = formatTime(now);
    return same
      ? before
      : {
          ...condition,
          lastUpdateTime: time,
          lastTransitionTime:
            before?.status === condition.status
              ? before.lastTransitionTime
              : time,
        };
  });
  const untouched = present.filter(
    other => !conditions.some(condition => condition.type === other.type),
  );
  return [...untouched, ...set];
}

export function conditionOf(
  object: KubernetesObject,
  type: string,
): JsonObject | undefined {
  return objectsAt(object, 'status', 'conditions').find(
    condition => condition.type === type,
  );
}
