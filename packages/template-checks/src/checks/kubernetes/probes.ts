import { Container, workloadsIn } from '../../kubernetes/PodTemplate';
import { overlayCheck } from './overlayCheck';

/** The service stops within 20 s; what was routed to it before needs a moment more. */
const MIN_GRACE_SECONDS = 25;

/** The service is asked whether it lives and whether it is ready, and is given time to leave. */
export const probes = overlayCheck(
  'workloads have probes and time to stop',
  ({ objects }) =>
    workloadsIn(objects).flatMap(({ spec }) => {
      const pod = spec.template.spec;
      const problems = pod.containers.slice(0, 1).flatMap(findInContainer);
      if ((pod.terminationGracePeriodSeconds ?? 30) < MIN_GRACE_SECONDS) {
        problems.push(
          `terminationGracePeriodSeconds is under ${MIN_GRACE_SECONDS}`,
        );
      }
      return problems;
    }),
);

function findInContainer(container: Container): string[] {
  const ports = container.ports.flatMap(port => [
    port.name,
    port.containerPort,
  ]);
  const asked = [
    { name: 'startupProbe', probe: container.startupProbe, path: '/health' },
    { name: 'livenessProbe', probe: container.livenessProbe, path: '/health' },
    {
      name: 'readinessProbe',
      probe: container.readinessProbe,
      path: '/health/ready',
    },
  ];
  const problems = asked.flatMap(({ name, probe, path }) => {
    if (probe?.httpGet?.path !== path) {
      return [`${name} does not ask ${path}`];
    }
    return ports.includes(probe.httpGet.port)
      ? []
      : [`${name} asks the unknown port ${probe.httpGet.port}`];
  });
  if (!container.lifecycle) {
    problems.push(
      'no preStop hook lets connections drain before the service is stopped',
    );
  }
  return problems;
}
