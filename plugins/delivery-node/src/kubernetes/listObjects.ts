import { isError, ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { KubernetesCluster } from './KubernetesClusters';
import { ClusterObject, WatchedResource } from './WatchedResource';

const PAGE_SIZE = 250;

const listSchema = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    continue: z.string().optional(),
  }),
  items: z.array(z.unknown()).nullish(),
});

/** All objects of a kind, trimmed page by page, and the version from which a watch goes on. */
export async function listObjects<TObject extends ClusterObject>(
  cluster: KubernetesCluster,
  resource: WatchedResource<TObject>,
  signal: AbortSignal,
): Promise<{ objects: TObject[]; resourceVersion: string }> {
  const objects: TObject[] = [];
  let next: string | undefined;
  for (;;) {
    const response = await listPage(cluster, resource, next, signal);
    if (!response.modified) {
      continue;
    }
    const { metadata, items } = response.body;
    for (const item of items ?? []) {
      const object = resource.read(item);
      if (object) {
        objects.push(object);
      }
    }
    next = metadata.continue || undefined;
    if (!next) {
      return { objects, resourceVersion: metadata.resourceVersion };
    }
  }
}

async function listPage<TObject extends ClusterObject>(
  cluster: KubernetesCluster,
  resource: WatchedResource<TObject>,
  next: string | undefined,
  signal: AbortSignal,
) {
  try {
    return await cluster.client.getJson(
      {
        segments: resource.segments,
        query: {
          labelSelector: resource.labelSelector,
          limit: PAGE_SIZE,
          continue: next,
        },
        signal,
      },
      listSchema,
    );
  } catch (error) {
    // A kind that answered its first page exists: its list is no longer known (410), which does not mean that it is empty.
    if (next !== undefined && isNotFound(error)) {
      throw new ServiceUnavailableError(
        `Cluster '${cluster.name}': the list of ${resource.segments.at(
          -1,
        )} expired while it was read`,
        error,
      );
    }
    throw error;
  }
}

/** Whether a cluster answered that it has no such kind. */
export function isNotFound(error: unknown): boolean {
  return isError(error) && error.name === 'NotFoundError';
}

/** Asks for as little as possible, to know whether the cluster answers; that it lacks an optional kind is an answer. */
export async function probe<TObject extends ClusterObject>(
  cluster: KubernetesCluster,
  resource: WatchedResource<TObject>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await cluster.client.getJson(
      {
        segments: resource.segments,
        query: { labelSelector: resource.labelSelector, limit: 1 },
        timeoutMs: 5_000,
        signal,
      },
      listSchema,
    );
  } catch (error) {
    if (!resource.optional || !isNotFound(error)) {
      throw error;
    }
  }
}
