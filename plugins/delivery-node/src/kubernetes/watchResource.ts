import { ServiceUnavailableError, isError } from '@backstage/errors';
import { z } from 'zod';
import { KubernetesCluster } from './KubernetesClusters';
import { ClusterObject, WatchTiming, WatchedResource } from './WatchedResource';
import { isNotFound, listObjects } from './listObjects';
import { pause } from '../pause';
import { readWatchEvents } from './readWatchEvents';

const ABSENT_RETRY_MS = 60_000;
const GONE = 410;

const versionSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
});
const uidSchema = z.object({ metadata: z.object({ uid: z.string() }) });
const statusSchema = z.object({
  code: z.number().optional(),
  message: z.string().optional(),
});

/** Where a watch tells what it sees. */
export interface WatchListener<TObject extends ClusterObject> {
  /** The complete list; what was known before and is not in it is gone. */
  replaced(objects: TObject[]): void;
  changed(object: TObject): void;
  deleted(uid: string): void;
}

/**
 * Lists and then watches one kind of object in one cluster until the signal aborts. A stream that ends or falls silent
 * goes on where it was; if the cluster forgot that point (410), everything is listed again. Throws when the cluster
 * refuses or does not answer: when to try again is the caller's decision.
 */
export async function watchResource<TObject extends ClusterObject>(options: {
  cluster: KubernetesCluster;
  resource: WatchedResource<TObject>;
  listener: WatchListener<TObject>;
  timing: WatchTiming;
  signal: AbortSignal;
}): Promise<void> {
  const { cluster, resource, listener, timing, signal } = options;
  let version: string | undefined;
  while (!signal.aborted) {
    if (version === undefined) {
      try {
        const list = await listObjects(cluster, resource, signal);
        listener.replaced(list.objects);
        version = list.resourceVersion;
      } catch (error) {
        if (!resource.optional || !isNotFound(error)) {
          throw error;
        }
        listener.replaced([]);
        await pause(ABSENT_RETRY_MS, signal);
        continue;
      }
    }
    const openedAt = Date.now();
    version = await follow({ ...options, version });
    // A server that ends streams at once would otherwise be asked in a tight loop.
    if (Date.now() - openedAt < timing.retryMs) {
      await pause(timing.retryMs, signal);
    }
  }
}

/** Follows one stream; returns the version to go on from, undefined if the list must be read again. */
async function follow<TObject extends ClusterObject>(options: {
  cluster: KubernetesCluster;
  resource: WatchedResource<TObject>;
  listener: WatchListener<TObject>;
  timing: WatchTiming;
  signal: AbortSignal;
  version: string;
}): Promise<string | undefined> {
  const { cluster, resource, listener, timing, signal } = options;
  let { version } = options;
  const what = `Cluster '${cluster.name}': watch of ${resource.segments.at(
    -1,
  )}`;
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(), timing.stallMs);
  let connected = false;
  try {
    const stream = await cluster.client.open({
      segments: resource.segments,
      query: {
        labelSelector: resource.labelSelector,
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: version,
        timeoutSeconds: Math.ceil(timing.streamMs / 1000),
      },
      // Headers may come with the first event only; the stall timer watches over that, too.
      timeoutMs: timing.stallMs * 2,
      signal: AbortSignal.any([signal, stall.signal]),
    });
    connected = true;
    for await (const event of readWatchEvents(stream, what, () =>
      timer.refresh(),
    )) {
      if (event.type === 'ERROR') {
        const status = statusSchema.safeParse(event.object);
        if (status.success && status.data.code === GONE) {
          return undefined;
        }
        throw new ServiceUnavailableError(
          `${what} ended with an error: ${status.data?.message ?? 'unknown'}`,
        );
      }
      if (event.type === 'DELETED') {
        const deleted = uidSchema.safeParse(event.object);
        if (deleted.success) {
          listener.deleted(deleted.data.metadata.uid);
        }
      } else if (event.type !== 'BOOKMARK') {
        const object = resource.read(event.object);
        if (object) {
          listener.changed(object);
        }
      }
      const at = versionSchema.safeParse(event.object);
      version = at.success ? at.data.metadata.resourceVersion : version;
    }
    return version;
  } catch (error) {
    if (signal.aborted || stall.signal.aborted) {
      return version;
    }
    // The collection is there (it was listed), so a 404 or 410 means a version that the cluster no longer knows.
    if (isNotFound(error)) {
      return undefined;
    }
    // A broken stream is everyday life; whether the cluster still answers shows when it is opened again.
    if (connected && !isOwnError(error)) {
      return version;
    }
    throw error;
  } finally {
    clearTimeout(timer);
    stall.abort();
  }
}

function isOwnError(error: unknown): boolean {
  return isError(error) && error.name === 'ServiceUnavailableError';
}
