import { JsonObject } from '../json/Json';
import { formatTime } from '../objects/KubernetesObject';
import { ContainerMoment } from './containerTimeline';
import { parseImageReference } from './imageReference';

/** The `containerStatuses` entry of a container at a moment of its life. */
export function containerStatus(options: {
  name: string;
  image: string;
  pod: string;
  moment: ContainerMoment;
  /** The real time of a simulated second of the pod's life. */
  timeAt: (seconds: number) => Date;
}): JsonObject {
  const { name, image, pod, moment, timeAt } = options;
  const { name: repository, digest } = parseImageReference(image);
  const time = (seconds: number) => formatTime(timeAt(seconds));
  const base = {
    name,
    image,
    ready: false,
    started: false,
    restartCount: 0,
    imageID: '',
  };
  const pulled = { imageID: digest ? `${repository}@${digest}` : image };
  const terminated = (since: number, at: number, exitCode: number) => ({
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: time(since),
      finishedAt: time(at),
    },
  });
  switch (moment.kind) {
    case 'pending':
    case 'creating':
      return { ...base, state: { waiting: { reason: 'ContainerCreating' } } };
    case 'pull-failed':
      return {
        ...base,
        state: {
          waiting: {
            reason: 'ErrImagePull',
            message: `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
          },
        },
      };
    case 'pull-back-off':
      return {
        ...base,
        state: {
          waiting: {
            reason: 'ImagePullBackOff',
            message: `Back-off pulling image "${image}"`,
          },
        },
      };
    case 'running':
      return {
        ...base,
        ...pulled,
        ready: moment.ready,
        started: true,
        restartCount: moment.restarts,
        state: { running: { startedAt: time(moment.since) } },
      };
    case 'crashed':
      return {
        ...base,
        ...pulled,
        restartCount: moment.restarts,
        state: terminated(moment.since, moment.at, 1),
      };
    case 'back-off':
      return {
        ...base,
        ...pulled,
        restartCount: moment.restarts + 1,
        state: {
          waiting: {
            reason: 'CrashLoopBackOff',
            message: `back-off ${backOffText(
              moment.delay,
            )} restarting failed container=${name} pod=${pod}`,
          },
        },
        lastState: terminated(moment.since, moment.at, 1),
      };
    case 'finished':
      return {
        ...base,
        ...pulled,
        state: terminated(moment.since, moment.at, moment.exitCode),
      };
    default: {
      const impossible: never = moment;
      return impossible;
    }
  }
}

function backOffText(seconds: number): string {
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
