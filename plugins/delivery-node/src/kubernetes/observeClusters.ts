import { DeliveryService } from '../DeliveryService';
import { failureOf } from '../outbound/outboundErrors';
import { DeploymentSink, SourceContext } from '../sources';
import { ClusterWatch } from './ClusterWatch';
import { KubernetesClusters } from './KubernetesClusters';
import { ObservationReporter } from './ObservationReporter';
import {
  ClusterObject,
  WatchTiming,
  WatchedResource,
  defaultWatchTiming,
} from './WatchedResource';
import { DerivedObservation } from './mergeObservations';
import { pause } from '../pause';

/** @public */
export interface ObserveClustersOptions<TObject extends ClusterObject> {
  context: SourceContext<DeploymentSink>;
  clusters: KubernetesClusters;
  resources: readonly WatchedResource<TObject>[];
  /** What the objects of one service in one environment (of one cluster) mean; undefined if it does not run there. */
  derive(
    objects: TObject[],
    service: DeliveryService,
  ): DerivedObservation | undefined;
  timing?: Partial<WatchTiming>;
}

/**
 * The body of a deployment source that watches objects in clusters: keeps the sink equal to what the clusters hold until
 * the context's signal aborts. A cluster that fails greys out what runs in it and nothing else; throws when none of the
 * clusters can be observed.
 *
 * @public
 */
export async function observeClusters<TObject extends ClusterObject>(
  options: ObserveClustersOptions<TObject>,
): Promise<void> {
  const { signal } = options.context;
  while (!signal.aborted) {
    await observeUntilClustersChange(options);
  }
}

async function observeUntilClustersChange<TObject extends ClusterObject>(
  options: ObserveClustersOptions<TObject>,
): Promise<void> {
  const { context, clusters, resources } = options;
  const timing = { ...defaultWatchTiming, ...options.timing };
  const found = await clusters.list(context.signal);
  const end = new AbortController();
  const signal = AbortSignal.any([context.signal, end.signal]);
  const failure = deferred();
  const watches: ClusterWatch<TObject>[] = [];
  const reporter = new ObservationReporter<TObject>({
    context,
    watches,
    timing,
    derive: options.derive,
  });
  const onState = (watch: ClusterWatch<TObject>) => {
    if (watch.state.state === 'live') {
      reporter.touch(watch.store.keys());
    }
    const error = commonFailure(watches);
    if (error) {
      failure.reject(error);
    }
    reporter.wake();
  };
  for (const cluster of found) {
    watches.push(
      new ClusterWatch<TObject>({
        cluster,
        resources,
        timing,
        logger: context.logger,
        onChange: keys => reporter.touch(keys),
        onState,
      }),
    );
  }
  context.services.onChange(() => reporter.touchAll(), signal);
  const parts = [
    reporter.run(signal),
    ...watches.map(watch => watch.run(signal)),
  ];
  try {
    await Promise.race([
      failure.promise,
      clustersChange(
        clusters,
        found.map(({ name }) => name),
        timing,
        signal,
      ),
      ...parts,
    ]);
  } finally {
    end.abort();
    await Promise.allSettled(parts);
  }
}

/** The error to throw if every cluster failed. */
function commonFailure<TObject extends ClusterObject>(
  watches: ClusterWatch<TObject>[],
): unknown {
  const errors: unknown[] = [];
  for (const { state } of watches) {
    if (state.state !== 'failed') {
      return undefined;
    }
    errors.push(state.error);
  }
  // A refusal is the more useful thing to say: somebody has to grant something.
  return errors.find(error => failureOf(error).state === 'denied') ?? errors[0];
}

async function clustersChange(
  clusters: KubernetesClusters,
  names: string[],
  timing: WatchTiming,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(timing.clustersMs, signal);
    if (signal.aborted) {
      return;
    }
    // Should the list fail now, the watches go on with what was configured.
    const now = await clusters.list(signal).catch(() => undefined);
    if (now && now.map(({ name }) => name).join('\n') !== names.join('\n')) {
      return;
    }
  }
}

function deferred(): {
  promise: Promise<never>;
  reject: (error: unknown) => void;
} {
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<never>((_, fail) => {
    reject = fail;
  });
  promise.catch(() => {});
  return { promise, reject };
}
