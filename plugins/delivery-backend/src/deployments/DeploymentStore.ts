import {
  Deployment,
  TrackSpan,
} from '@fairway/backstage-plugin-delivery-common';

/** A deployment merged from all sources, with the digest its controller moves to, if that is another one. */
export interface ObservedDeployment extends Deployment {
  desiredDigest?: string;
}

/** One release in one environment for a time. History is never deleted. */
export interface DeploymentHistoryRow extends TrackSpan {
  id: number;
  releaseId?: string;
}

/** What sources see running, joined with its release and its freshness. */
export interface DeploymentStore {
  /** Undefined while nothing was ever seen there. */
  get(
    serviceRef: string,
    environment: string,
  ): Promise<ObservedDeployment | undefined>;
  list(serviceRef: string): Promise<ObservedDeployment[]>;
}
