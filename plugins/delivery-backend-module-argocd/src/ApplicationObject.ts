import { ClusterObject } from '@fairway/backstage-plugin-delivery-node';

/** One hook of the last sync, for example a smoke test. */
export interface ApplicationHook {
  name: string;
  phase: string;
  message?: string;
}

/**
 * A trimmed Argo CD Application. A whole one holds the state of every resource it manages; this is what a deployment is
 * derived from.
 */
export interface ApplicationObject extends ClusterObject {
  namespace: string;
  name: string;
  sync?: string;
  /** Commit that the live state was compared with last. */
  comparedRevision?: string;
  /** Commit of the newest finished sync. */
  syncedRevision?: string;
  health?: string;
  healthMessage?: string;
  conditions: { type: string; message: string }[];
  operation?: {
    phase: string;
    message?: string;
    revision?: string;
    finishedAt?: string;
    hooks: ApplicationHook[];
    /** Resources that the cluster did not take. */
    failedResources: { kind: string; name: string; message?: string }[];
  };
}
