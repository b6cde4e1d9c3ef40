import { z } from 'zod';

/**
 * The part of a Kubernetes object that is kept. Whatever a source needs of it beyond this is read by its
 * {@link WatchedResource}; the rest is dropped at once, because a full object costs a hundred times the memory.
 *
 * @public
 */
export interface ClusterObject {
  uid: string;
  /** Value of the label `fairway.dev/service`, if the object carries it. */
  service?: string;
  /** Value of the label `fairway.dev/environment`. */
  environment?: string;
  /** The object that controls it: objects without labels of their own belong where their owner belongs. */
  ownerUid?: string;
}

/**
 * One kind of object to watch.
 *
 * @public
 */
export interface WatchedResource<TObject extends ClusterObject> {
  /** Path of the collection: `['apis', 'apps', 'v1', 'deployments']`. */
  segments: readonly string[];
  labelSelector?: string;
  /** The kind may be unknown to the cluster (no such CustomResourceDefinition): then there are none. */
  optional: boolean;
  /** Trims an object; undefined if it cannot be read or is of no interest. */
  read(object: unknown): TObject | undefined;
}

/** Times of a watch, in milliseconds; there are good defaults. @public */
export interface WatchTiming {
  /** How often a cluster is asked whether it still answers. */
  probeMs: number;
  /** A stream that is silent for so long is opened again. Clusters send bookmarks about every minute. */
  stallMs: number;
  /** How long the server keeps a stream open. */
  streamMs: number;
  /** How often everything is confirmed while all clusters answer. */
  confirmMs: number;
  /** How long changes are collected before they are told. */
  collectMs: number;
  /** First and longest pause before a cluster that failed is tried again. */
  retryMs: number;
  maxRetryMs: number;
  /** How often the list of clusters is read again. */
  clustersMs: number;
}

export const defaultWatchTiming: WatchTiming = {
  probeMs: 5_000,
  stallMs: 75_000,
  streamMs: 240_000,
  confirmMs: 10_000,
  collectMs: 50,
  retryMs: 1_000,
  maxRetryMs: 30_000,
  clustersMs: 300_000,
};

const metadataSchema = z.object({
  uid: z.string(),
  labels: z.record(z.string(), z.string()).optional(),
  ownerReferences: z
    .array(z.object({ uid: z.string(), controller: z.boolean().optional() }))
    .optional(),
});

/**
 * Reads what every {@link ClusterObject} has from an object's metadata.
 *
 * @public
 */
export function clusterObjectOf(metadata: unknown): ClusterObject | undefined {
  const parsed = metadataSchema.safeParse(metadata);
  if (!parsed.success) {
    return undefined;
  }
  const { uid, labels = {}, ownerReferences = [] } = parsed.data;
  const owner =
    ownerReferences.find(reference => reference.controller) ??
    ownerReferences[0];
  return {
    uid,
    service: labels['fairway.dev/service'],
    environment: labels['fairway.dev/environment'],
    ownerUid: owner?.uid,
  };
}
