import {
  Deployment,
  TrackSpan,
} from '@fairway/backstage-plugin-delivery-common';
import { DeploymentObservation } from '@fairway/backstage-plugin-delivery-node';

/** A deployment merged from all sources, with the digest its controller moves to, if that is another one. */
export interface ObservedDeployment extends Deployment {
  desiredDigest?: string;
}

/** One release in one environment for a time. History is never deleted. */
export interface DeploymentHistoryRow extends TrackSpan {
  id: number;
  releaseId?: string;
}

/** What sources see running, and what ran before. */
export interface DeploymentStore {
  /** Undefined while nothing was ever seen there. */
  get(
    serviceRef: string,
    environment: string,
  ): Promise<ObservedDeployment | undefined>;
  list(serviceRef: string): Promise<ObservedDeployment[]>;
  /** Stores what a source sees. Returns false if that says nothing new. */
  observe(
    sourceId: string,
    observation: DeploymentObservation,
  ): Promise<boolean>;
  /** Marks as missing all that the source knew and does not list. Returns the refs of services that changed. */
  replaceAll(
    sourceId: string,
    observations: DeploymentObservation[],
  ): Promise<string[]>;
  /** Spans that touch the time from `since` on, oldest first. */
  track(serviceRef: string, since: string): Promise<DeploymentHistoryRow[]>;
  /** Spans by start, newest first; `before` is the start of the last span of the page before. */
  history(
    serviceRef: string,
    options: { limit: number; before?: { at: string; id: number } },
  ): Promise<DeploymentHistoryRow[]>;
}
