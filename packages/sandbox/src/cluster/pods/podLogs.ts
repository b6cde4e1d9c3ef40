import { createHash } from 'node:crypto';
import { numberAt, objectsAt, textAt } from '../json/Json';
import { KubernetesObject } from '../objects/KubernetesObject';
import { StatusError } from '../StatusError';
import { ContainerBehaviours } from './ContainerBehaviours';

const REQUESTS_KEPT = 200;
const SECONDS_BETWEEN_REQUESTS = 7;

/** One line of a container's log. */
export interface LogLine {
  at: Date;
  text: string;
}

/** Reads the lines of a container's log that the query parameters ask for. */
export type ReadLog = (
  pod: KubernetesObject,
  query: URLSearchParams,
) => LogLine[];

/** A plausible log of a container, derived from when it started and how its image behaves. */
export function podLog(options: {
  pod: KubernetesObject;
  query: URLSearchParams;
  behaviours: ContainerBehaviours;
  now: Date;
}): LogLine[] {
  const { pod, query, behaviours, now } = options;
  const containers = objectsAt(pod, 'spec', 'containers');
  const wanted = query.get('container');
  const container = wanted
    ? containers.find(candidate => candidate.name === wanted)
    : containers[0];
  if (!container) {
    throw StatusError.badRequest(
      `container ${wanted} is not valid for pod ${pod.metadata.name}`,
    );
  }
  const name = textAt(container, 'name') ?? '';
  const status = objectsAt(pod, 'status', 'containerStatuses').find(
    candidate => candidate.name === name,
  );
  const state = query.get('previous') === 'true' ? 'lastState' : 'state';
  const startedAt =
    textAt(status, state, 'running', 'startedAt') ??
    textAt(status, state, 'terminated', 'startedAt') ??
    textAt(status, 'lastState', 'terminated', 'startedAt');
  if (!startedAt) {
    throw StatusError.badRequest(
      `container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${
        textAt(status, 'state', 'waiting', 'reason') ?? 'ContainerCreating'
      }`,
    );
  }
  const endedAt =
    textAt(status, state, 'terminated', 'finishedAt') ??
    textAt(status, 'lastState', 'terminated', 'finishedAt');
  const behaviour = behaviours.of(pod, textAt(container, 'image') ?? '');
  const lines = logLines({
    pod,
    startedAt: new Date(startedAt),
    until: endedAt ? new Date(endedAt) : now,
    crash: behaviour.kind === 'crash-loop' ? behaviour.message : undefined,
    errorRate: behaviour.kind === 'high-error-rate' ? behaviour.errorRate : 0,
    exitCode: numberAt(status, 'state', 'terminated', 'exitCode'),
    serves: textAt(pod, 'spec', 'restartPolicy') === 'Always',
  });
  const since = Number(query.get('sinceSeconds') ?? 0);
  const recent =
    since > 0
      ? lines.filter(line => line.at.getTime() >= now.getTime() - since * 1000)
      : lines;
  const tail = query.get('tailLines');
  return tail === null ? recent : recent.slice(recent.length - Number(tail));
}

/** Log lines as the API sends them. */
export function formatLog(lines: LogLine[], query: URLSearchParams): string {
  const stamped = query.get('timestamps') === 'true';
  return lines
    .map(line => `${stamped ? `${line.at.toISOString()} ` : ''}${line.text}\n`)
    .join('');
}

function logLines(options: {
  pod: KubernetesObject;
  startedAt: Date;
  until: Date;
  crash: string | undefined;
  errorRate: number;
  exitCode: number | undefined;
  /** Whether it answers requests, or does one piece of work. */
  serves: boolean;
}): LogLine[] {
  const { pod, startedAt, until, crash, errorRate, exitCode } = options;
  const line = (at: Date, level: string, message: string) => ({
    at,
    text: JSON.stringify({ time: at.toISOString(), level, message }),
  });
  const lines = [line(startedAt, 'info', `starting ${pod.metadata.name}`)];
  if (crash !== undefined) {
    return [...lines, line(until, 'fatal', crash)];
  }
  if (exitCode !== undefined) {
    return [
      ...lines,
      exitCode === 0
        ? line(until, 'info', 'all checks passed')
        : line(until, 'error', 'check failed: the service did not answer'),
    ];
  }
  if (!options.serves) {
    return lines;
  }
  lines.push(line(startedAt, 'info', 'listening on port 8080'));
  const spacing = SECONDS_BETWEEN_REQUESTS * 1000;
  const total = Math.floor((until.getTime() - startedAt.getTime()) / spacing);
  for (
    let index = Math.max(1, total - REQUESTS_KEPT);
    index <= total;
    index += 1
  ) {
    const at = new Date(startedAt.getTime() + index * spacing);
    const dice = createHash('sha256')
      .update(`${pod.metadata.uid} ${index}`)
      .digest()[0];
    const failed = dice / 256 < errorRate;
    const took = (failed ? 700 : 20) + (dice % 80);
    lines.push(
      line(
        at,
        failed ? 'error' : 'info',
        `GET /api/items ${failed ? 500 : 200} ${took}ms`,
      ),
    );
  }
  return lines;
}
