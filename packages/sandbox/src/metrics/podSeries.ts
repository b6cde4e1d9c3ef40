import { createHash } from 'node:crypto';
import { numberAt, objectsAt, textAt, valueAt } from '../cluster/json/Json';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { ContainerBehaviour } from '../cluster/pods/ContainerBehaviours';
import { isPodReady } from '../cluster/pods/podPhase';
import { Labels, Series } from './Series';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const DAY = 86_400;
const HEALTHY_MEDIAN = 0.04;
const SLOW_MEDIAN = 0.4;
/** The shape of the latency distribution: with it p95 is three times the median. */
const STEEPNESS = Math.log(19) / Math.log(3);

/** The series that a scrape of one pod, of the kubelet and of kube-state-metrics would give. */
export function podSeries(options: {
  pod: KubernetesObject;
  behaviour: ContainerBehaviour;
  environment: string;
  /** Whether users reach the pod, or only the few requests that go to a preview. */
  active: boolean;
}): Series[] {
  const { pod, behaviour, environment, active } = options;
  const startTime = textAt(pod, 'status', 'startTime');
  if (!startTime) {
    return [];
  }
  const startsAt = Date.parse(startTime) / 1000;
  const labels = podLabels(pod, environment);
  const gauge = (name: string, value: number, extra: Labels = {}): Series => ({
    name,
    labels: { ...labels, ...extra },
    startsAt,
    valueAt: () => value,
  });
  const ready = isPodReady(pod);
  const series = [
    gauge('up', ready ? 1 : 0),
    gauge('kube_pod_status_ready', ready ? 1 : 0, { condition: 'true' }),
    gauge('kube_pod_status_phase', 1, {
      phase: textAt(pod, 'status', 'phase') ?? 'Unknown',
    }),
  ];
  for (const status of objectsAt(pod, 'status', 'containerStatuses')) {
    series.push(
      gauge(
        'kube_pod_container_status_restarts_total',
        numberAt(status, 'restartCount') ?? 0,
        { container: textAt(status, 'name') ?? '' },
      ),
    );
  }
  for (const container of objectsAt(pod, 'spec', 'containers')) {
    for (const [kind, metric] of [
      ['limits', 'kube_pod_container_resource_limits'],
      ['requests', 'kube_pod_container_resource_requests'],
    ]) {
      for (const resource of ['cpu', 'memory']) {
        const amount = valueAt(container, 'resources', kind, resource);
        if (amount !== undefined) {
          series.push(
            gauge(metric, quantityOf(String(amount)), {
              resource,
              container: textAt(container, 'name') ?? '',
            }),
          );
        }
      }
    }
  }
  return ready
    ? [...series, ...trafficSeries({ labels, startsAt, behaviour, active })]
    : series;
}

function trafficSeries(options: {
  labels: Labels;
  startsAt: number;
  behaviour: ContainerBehaviour;
  active: boolean;
}): Series[] {
  const { labels, startsAt, behaviour, active } = options;
  const dice = createHash('sha256')
    .update(labels.service ?? '')
    .digest();
  const perSecond = active ? 4 + (dice[0] % 16) : 1.5;
  const usualErrors = 0.0005 + (dice[1] / 255) * 0.002;
  const failing = behaviour.kind === 'high-error-rate';
  const errorShare = failing ? behaviour.errorRate : usualErrors;
  const median =
    (failing ? SLOW_MEDIAN : HEALTHY_MEDIAN) * (0.8 + (dice[2] / 255) * 0.4);
  const requests = (time: number) => daily(time) - daily(startsAt);
  const counter = (
    name: string,
    factor: number,
    extra: Labels = {},
  ): Series => ({
    name,
    labels: { ...labels, ...extra },
    startsAt,
    valueAt: time => requests(time) * factor,
  });
  const byCode: [string, number][] = [
    ['200', (1 - errorShare) * 0.98],
    ['404', (1 - errorShare) * 0.02],
    ['500', errorShare * 0.7],
    ['503', errorShare * 0.3],
  ];
  const codes = byCode.map(([code, share]) =>
    counter('http_requests_total', perSecond * share, {
      code,
      status: code,
      method: 'GET',
    }),
  );
  const durations = [
    'http_request_duration_seconds',
    'http_server_request_duration_seconds',
  ].flatMap(name => [
    counter(`${name}_count`, perSecond),
    counter(`${name}_sum`, perSecond * median * 1.3),
    ...BUCKETS.map(le =>
      counter(`${name}_bucket`, perSecond * shareBelow(le, median), {
        le: String(le),
      }),
    ),
    counter(`${name}_bucket`, perSecond, { le: '+Inf' }),
  ]);
  const cores = perSecond * (failing ? 0.04 : 0.012) + 0.02;
  const memory = (120 + (dice[3] % 80)) * 1024 * 1024 * (failing ? 1.6 : 1);
  const constant = (name: string, value: number): Series => ({
    name,
    labels,
    startsAt,
    valueAt: () => value,
  });
  return [
    ...codes,
    ...durations,
    counter('container_cpu_usage_seconds_total', cores),
    counter('process_cpu_seconds_total', cores),
    constant('container_memory_working_set_bytes', memory),
    constant('process_resident_memory_bytes', memory),
  ];
}

/** Requests up to a time at one per second on average: more by day than by night, never falling. */
function daily(time: number): number {
  const turn = (2 * Math.PI) / DAY;
  return time - (0.3 / turn) * Math.cos(turn * time);
}

function shareBelow(le: number, median: number): number {
  return 1 / (1 + (median / le) ** STEEPNESS);
}

function podLabels(pod: KubernetesObject, environment: string): Labels {
  const own = pod.metadata.labels ?? {};
  const service =
    own['fairway.dev/service'] ??
    own['app.kubernetes.io/name'] ??
    own.app ??
    pod.metadata.name;
  const mapped = Object.fromEntries(
    Object.entries(own).map(([label, value]) => [
      label.replace(/[^A-Za-z0-9_]/g, '_'),
      value,
    ]),
  );
  return {
    app: service,
    ...mapped,
    service,
    job: service,
    environment,
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    container: textAt(objectsAt(pod, 'spec', 'containers')[0], 'name') ?? '',
    instance: `${textAt(pod, 'status', 'podIP') ?? ''}:8080`,
  };
}

const FACTORS: Record<string, number> = {
  m: 0.001,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

function quantityOf(text: string): number {
  const match = /^([0-9.]+)(m|k|M|G|Ki|Mi|Gi)?$/.exec(text);
  return match ? Number(match[1]) * (FACTORS[match[2] ?? ''] ?? 1) : NaN;
}
