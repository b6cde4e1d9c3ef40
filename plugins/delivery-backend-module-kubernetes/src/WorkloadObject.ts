import { ClusterObject } from '@fairway/backstage-plugin-delivery-node';

/** A container of a pod template: its name and image reference. */
export interface ContainerImage {
  name: string;
  image: string;
}

interface Named extends ClusterObject {
  namespace: string;
  name: string;
}

/** State of an analysis as a Rollout's status repeats it. */
export interface AnalysisStatus {
  name: string;
  status: string;
  message?: string;
}

export interface RolloutObject extends Named {
  kind: 'rollout';
  images: ContainerImage[];
  /** Name of the Deployment whose template it uses instead of its own. */
  workloadRef?: string;
  replicas: number;
  /** False if the controller did not see the newest spec yet. */
  observed: boolean;
  phase?: string;
  message?: string;
  currentPodHash?: string;
  activePodHash?: string;
  /** True if users are switched to new pods all at once. */
  blueGreen: boolean;
  prePromotion?: AnalysisStatus;
  postPromotion?: AnalysisStatus;
}

export interface DeploymentObject extends Named {
  kind: 'deployment';
  images: ContainerImage[];
  replicas: number;
  observed: boolean;
  paused: boolean;
  currentReplicas: number;
  updatedReplicas: number;
  readyReplicas: number;
  availableReplicas: number;
  conditions: { type: string; status: string; reason?: string }[];
}

export interface ReplicaSetObject extends Named {
  kind: 'replicaset';
  images: ContainerImage[];
  podHash?: string;
  /** Rises with every change of the Deployment's or Rollout's template. */
  revision: number;
  /** Revisions that it was before it was taken up again, by a rollback. */
  earlierRevisions: number[];
  createdAt: string;
  replicas: number;
  readyReplicas: number;
}

/** Why a container, or the whole pod, does not run. */
export interface ContainerTrouble {
  /** In the word of the kubelet or the scheduler: `CrashLoopBackOff`. */
  reason: string;
  container?: string;
  exitCode?: number;
  message?: string;
}

export interface PodObject extends Named {
  kind: 'pod';
  podHash?: string;
  deleting: boolean;
  ready: boolean;
  troubles: ContainerTrouble[];
  /** Images as they were pulled, with digest. */
  images: ContainerImage[];
}

export interface AnalysisRunObject extends Named {
  kind: 'analysisrun';
  podHash?: string;
  /** Where in the rollout it runs: `PrePromotion`, `PostPromotion`, `Step`, `Background`. */
  type?: string;
  phase?: string;
  message?: string;
  startedAt?: string;
  finishedAt?: string;
}

/** A trimmed object of a cluster: what deployments are derived from, and nothing else. */
export type WorkloadObject =
  | RolloutObject
  | DeploymentObject
  | ReplicaSetObject
  | PodObject
  | AnalysisRunObject;
