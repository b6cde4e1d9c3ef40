import { JsonObject, numberAt, objectsAt, textAt } from '../json/Json';
import { KubernetesObject } from '../objects/KubernetesObject';

interface PodEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  component: string;
}

/** The events that scheduler and kubelet write when a pod goes from one status to the next. */
export function podEvents(
  before: KubernetesObject,
  after: KubernetesObject,
): PodEvent[] {
  const events: PodEvent[] = [];
  const node = textAt(after, 'spec', 'nodeName');
  if (node && !textAt(before, 'spec', 'nodeName')) {
    events.push({
      type: 'Normal',
      reason: 'Scheduled',
      message: `Successfully assigned ${after.metadata.namespace}/${after.metadata.name} to ${node}`,
      component: 'default-scheduler',
    });
    for (const container of objectsAt(after, 'spec', 'containers')) {
      events.push(
        kubelet(
          'Normal',
          'Pulling',
          `Pulling image "${textAt(container, 'image')}"`,
        ),
      );
    }
  }
  const statuses = objectsAt(before, 'status', 'containerStatuses');
  for (const status of objectsAt(after, 'status', 'containerStatuses')) {
    const previous = statuses.find(other => other.name === status.name);
    events.push(...containerEvents(previous, status));
  }
  return events;
}

function containerEvents(
  before: JsonObject | undefined,
  after: JsonObject,
): PodEvent[] {
  const name = textAt(after, 'name');
  const image = textAt(after, 'image');
  const waiting = textAt(after, 'state', 'waiting', 'reason');
  const startedAt = textAt(after, 'state', 'running', 'startedAt');
  const restarts = numberAt(after, 'restartCount');
  const sameRun =
    textAt(before, 'state', 'running', 'startedAt') !== undefined &&
    numberAt(before, 'restartCount') === restarts;
  if (startedAt && !sameRun) {
    return [
      kubelet('Normal', 'Pulled', `Successfully pulled image "${image}"`),
      kubelet('Normal', 'Created', `Created container: ${name}`),
      kubelet('Normal', 'Started', `Started container ${name}`),
    ];
  }
  if (waiting === textAt(before, 'state', 'waiting', 'reason')) {
    return [];
  }
  switch (waiting) {
    case 'ErrImagePull':
      return [
        kubelet(
          'Warning',
          'Failed',
          `Failed to pull image "${image}": ${image}: not found`,
        ),
        kubelet('Warning', 'Failed', 'Error: ErrImagePull'),
      ];
    case 'ImagePullBackOff':
      return [
        kubelet('Normal', 'BackOff', `Back-off pulling image "${image}"`),
        kubelet('Warning', 'Failed', 'Error: ImagePullBackOff'),
      ];
    case 'CrashLoopBackOff':
      return [
        kubelet(
          'Warning',
          'BackOff',
          `Back-off restarting failed container ${name} in pod`,
        ),
      ];
    default:
      return [];
  }
}

function kubelet(
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
): PodEvent {
  return { type, reason, message, component: 'kubelet' };
}
