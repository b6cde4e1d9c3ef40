import { IMAGE_ANNOTATION } from '@fairway/backstage-plugin-delivery-common';
import {
  DeliveryService,
  DerivedObservation,
  shortMessage,
} from '@fairway/backstage-plugin-delivery-node';
import { WorkloadObject } from './WorkloadObject';
import { deploymentObservation } from './deploymentObservation';
import { rolloutObservation } from './rolloutObservation';

/** From most to least in need of attention. */
const ORDER = ['degraded', 'progressing', 'suspended', 'unknown', 'healthy'];

/**
 * What the objects of one service in one environment mean. With several workloads the one that runs the service's image
 * tells release and pods, the worst of all tells health.
 */
export function workloadObservation(
  objects: WorkloadObject[],
  service: DeliveryService,
): DerivedObservation | undefined {
  const image = service.annotations[IMAGE_ANNOTATION];
  const rollouts = objects.filter(object => object.kind === 'rollout');
  const replicaSets = objects.filter(object => object.kind === 'replicaset');
  const pods = objects.filter(object => object.kind === 'pod');
  const analysisRuns = objects.filter(object => object.kind === 'analysisrun');
  // A Rollout with a workloadRef scales that Deployment down to nothing.
  const deployments = objects
    .filter(object => object.kind === 'deployment')
    .filter(
      ({ name, namespace }) =>
        !rollouts.some(
          rollout =>
            rollout.workloadRef === name && rollout.namespace === namespace,
        ),
    );
  const workloads = [
    ...rollouts.map(rollout => ({
      name: rollout.name,
      observation: rolloutObservation(
        rollout,
        { replicaSets, pods, analysisRuns },
        image,
      ),
    })),
    ...deployments.map(deployment => ({
      name: deployment.name,
      observation: deploymentObservation(
        deployment,
        { replicaSets, pods },
        image,
      ),
    })),
  ];
  const main =
    workloads.find(({ observation }) => observation.digest) ?? workloads[0];
  if (!main) {
    return undefined;
  }
  const worst = workloads.reduce((a, b) =>
    ORDER.indexOf(b.observation.health) < ORDER.indexOf(a.observation.health)
      ? b
      : a,
  );
  if (worst.observation.health === main.observation.health) {
    return main.observation;
  }
  const { health, message, messageKind, details } = worst.observation;
  return {
    ...main.observation,
    health,
    message: shortMessage(`${worst.name}: ${message ?? 'not ready'}`),
    messageKind,
    details,
  };
}
