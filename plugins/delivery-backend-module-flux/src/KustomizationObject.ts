import { ClusterObject } from '@fairway/backstage-plugin-delivery-node';

/** A trimmed Kustomization of Flux: what a deployment is derived from. */
export interface KustomizationObject extends ClusterObject {
  name: string;
  /** What its label `fairway.dev/check` says that it checks; absent where it applies the environment. */
  check?: string;
  suspended: boolean;
  /** Commit of the last reconciliation that succeeded as a whole, health included. */
  appliedRevision?: string;
  /** Commit of the last reconciliation, whatever became of it. */
  attemptedRevision?: string;
  ready?: {
    status: 'True' | 'False' | 'Unknown';
    reason: string;
    message?: string;
    since?: string;
  };
}
