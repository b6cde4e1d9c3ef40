import { Health } from '@fairway/backstage-plugin-delivery-common';
import { DerivedObservation } from '@fairway/backstage-plugin-delivery-node';
import {
  DeploymentObject,
  PodObject,
  ReplicaSetObject,
} from './WorkloadObject';
import { digestOf } from './imageDigest';
import { pastDeployments } from './pastDeployments';
import { podTrouble } from './podTrouble';

/**
 * What a Deployment says about the environment. While it replaces pods, old and new ones serve users; until the new ones
 * do alone, the release that runs is the old one.
 */
export function deploymentObservation(
  deployment: DeploymentObject,
  parts: { replicaSets: ReplicaSetObject[]; pods: PodObject[] },
  image: string | undefined,
): DerivedObservation {
  const [newest, ...older] = parts.replicaSets
    .filter(({ ownerUid }) => ownerUid === deployment.uid)
    .sort((a, b) => b.revision - a.revision);
  const podsOf = (replicaSet: ReplicaSetObject | undefined) =>
    parts.pods.filter(
      ({ ownerUid }) => replicaSet && ownerUid === replicaSet.uid,
    );
  const digestOfSet = (replicaSet: ReplicaSetObject | undefined) =>
    replicaSet &&
    (digestOf(replicaSet.images, image) ??
      digestOf(
        podsOf(replicaSet).flatMap(pod => pod.images),
        image,
      ));
  const serving = older
    .filter(({ readyReplicas }) => readyReplicas > 0)
    .sort((a, b) => b.readyReplicas - a.readyReplicas)[0];
  const specDigest = digestOf(deployment.images, image) ?? digestOfSet(newest);
  const digest = serving ? digestOfSet(serving) : specDigest;
  const health = healthOf(deployment);
  const trouble =
    health === 'healthy'
      ? undefined
      : podTrouble([...podsOf(newest), ...podsOf(serving)]);
  const message = health === 'healthy' ? undefined : countOf(deployment);
  const past = pastDeployments(
    newest ? [newest, ...older] : [],
    digestOfSet,
    ({ createdAt }) => createdAt,
  );
  return {
    health,
    ...(digest && { digest }),
    ...(specDigest && specDigest !== digest && { desiredDigest: specDigest }),
    ...(message && { message }),
    ...(trouble && { ...trouble, messageKind: 'cause' }),
    readyPods: deployment.readyReplicas,
    pods: deployment.replicas,
    ...(past.length > 0 && { past }),
  };
}

function healthOf(deployment: DeploymentObject): Health {
  const { replicas, updatedReplicas, currentReplicas, availableReplicas } =
    deployment;
  const condition = (type: string) =>
    deployment.conditions.find(candidate => candidate.type === type);
  if (deployment.paused) {
    return 'suspended';
  }
  if (!deployment.observed) {
    return 'progressing';
  }
  const progress = condition('Progressing')?.reason;
  if (progress === 'ProgressDeadlineExceeded') {
    return 'degraded';
  }
  // The new ReplicaSet was complete once, so this is no roll-out any more: pods were lost since.
  const lost =
    progress === 'NewReplicaSetAvailable' &&
    condition('Available')?.status === 'False';
  if (lost) {
    return 'degraded';
  }
  const complete =
    updatedReplicas >= replicas &&
    currentReplicas <= updatedReplicas &&
    availableReplicas >= updatedReplicas;
  return complete ? 'healthy' : 'progressing';
}

function countOf(deployment: DeploymentObject): string | undefined {
  const { readyReplicas, updatedReplicas, replicas } = deployment;
  const ready = Math.min(readyReplicas, updatedReplicas);
  return ready < replicas ? `${ready} of ${replicas} pods` : undefined;
}
