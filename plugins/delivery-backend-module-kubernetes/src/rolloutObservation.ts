import { Health } from '@fairway/backstage-plugin-delivery-common';
import {
  DerivedObservation,
  shortMessage,
} from '@fairway/backstage-plugin-delivery-node';
import {
  AnalysisRunObject,
  PodObject,
  ReplicaSetObject,
  RolloutObject,
} from './WorkloadObject';
import { analysisChecks } from './analysisChecks';
import { digestOf } from './imageDigest';
import { pastDeployments, servedAfterAnalysis } from './pastDeployments';
import { podTrouble } from './podTrouble';

/**
 * What a Rollout says about the environment. What serves users is the ReplicaSet that the active service selects, not
 * the one of the spec: until the promotion in the cluster they differ.
 */
export function rolloutObservation(
  rollout: RolloutObject,
  parts: {
    replicaSets: ReplicaSetObject[];
    pods: PodObject[];
    analysisRuns: AnalysisRunObject[];
  },
  image: string | undefined,
): DerivedObservation {
  const replicaSets = parts.replicaSets.filter(
    ({ ownerUid }) => ownerUid === rollout.uid,
  );
  const active = replicaSets.find(
    ({ podHash }) => podHash === rollout.activePodHash,
  );
  const current = replicaSets.find(
    ({ podHash }) => podHash === rollout.currentPodHash,
  );
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
  const specDigest = digestOf(rollout.images, image) ?? digestOfSet(current);
  const settled = rollout.activePodHash === rollout.currentPodHash;
  const digest =
    digestOfSet(active) ??
    (settled && rollout.activePodHash && rollout.observed
      ? specDigest
      : undefined);
  const health = healthOf(rollout);
  const reason =
    health === 'healthy'
      ? undefined
      : reasonOf(rollout, current ?? active, [
          ...podsOf(current),
          ...podsOf(active),
        ]);
  const analysisRuns = parts.analysisRuns.filter(
    ({ ownerUid }) => ownerUid === rollout.uid,
  );
  const checks = analysisChecks(
    rollout,
    analysisRuns,
    hash =>
      digestOfSet(replicaSets.find(({ podHash }) => podHash === hash)) ??
      (hash === rollout.currentPodHash ? specDigest : undefined),
  );
  const past = pastDeployments(
    replicaSets,
    digestOfSet,
    rollout.blueGreen
      ? servedAfterAnalysis(analysisRuns)
      : ({ createdAt }) => createdAt,
  );
  return {
    health,
    ...(digest && { digest }),
    ...(specDigest && specDigest !== digest && { desiredDigest: specDigest }),
    ...reason,
    readyPods: active?.readyReplicas ?? 0,
    pods: rollout.replicas,
    checks,
    ...(past.length > 0 && { past }),
  };
}

function healthOf(rollout: RolloutObject): Health {
  if (!rollout.observed) {
    return 'progressing';
  }
  switch (rollout.phase) {
    case 'Healthy':
      return 'healthy';
    case 'Degraded':
      return 'degraded';
    case 'Paused':
      return 'suspended';
    case 'Progressing':
      return 'progressing';
    default:
      return 'unknown';
  }
}

function reasonOf(
  rollout: RolloutObject,
  replicaSet: ReplicaSetObject | undefined,
  pods: PodObject[],
): Pick<DerivedObservation, 'message' | 'messageKind' | 'details'> {
  const own = rollout.message?.slice(0, 300);
  const trouble = podTrouble(pods);
  if (trouble) {
    const details = [...trouble.details, ...(own ? [own] : [])];
    return { ...trouble, messageKind: 'cause', details };
  }
  if (rollout.phase === 'Degraded' && own) {
    // A failed analysis is why it was aborted; a deadline that passed only says that something is wrong.
    const aborted = own.startsWith('RolloutAborted');
    return {
      message: shortMessage(own),
      ...(aborted && { messageKind: 'cause' }),
      details: [own],
    };
  }
  const ready = replicaSet?.readyReplicas ?? 0;
  if (ready < rollout.replicas) {
    return { message: `${ready} of ${rollout.replicas} pods` };
  }
  return own ? { message: shortMessage(own) } : {};
}
