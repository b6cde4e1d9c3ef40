import { isError } from '@backstage/errors';
import { DeliveryService } from '../DeliveryService';
import { RepositoryHints } from '../hints/RepositoryHints';
import { failureOf, retryAtOf } from '../outbound/outboundErrors';
import { pause } from '../pause';
import { SourceContext, SourceSink } from '../sources';

const AT_ONCE = 8;

type Target<TRepository> = {
  service: DeliveryService;
  repository: TRepository;
};
type Outcome =
  | { kind: 'observed'; ref: string }
  | { kind: 'failed'; ref: string; error: unknown }
  | { kind: 'paused'; until: Date };

interface Options<TRepository> {
  context: SourceContext<SourceSink>;
  pollMs: number;
  hints: RepositoryHints;
  /** Where a service is, undefined if elsewhere. */
  repositoryOf(service: DeliveryService): TRepository | undefined;
  /** Names by which hints may mean the repository of a service, in lower case. */
  namesOf(service: DeliveryService, repository: TRepository): string[];
  observe(
    service: DeliveryService,
    repository: TRepository,
    signal: AbortSignal,
  ): Promise<void>;
  /** Told after every round which services there are, to forget the others. */
  onRound(refs: Set<string>): void;
}

/**
 * Observes the repositories of all services in rounds, and single ones in between when a hint arrives. A repository that
 * fails greys out its own service; throws when the system as a whole does not answer or does not know the credentials.
 */
export async function pollServices<TRepository>(
  options: Options<TRepository>,
): Promise<void> {
  const { context, pollMs, hints } = options;
  const { signal, sink } = context;
  const failed = new Set<string>();
  while (!signal.aborted) {
    const startedAt = Date.now();
    const { targets, misplaced } = await findTargets(options);
    const outcomes = [
      ...misplaced,
      ...(await observeAll(targets, options, signal)),
    ];
    if (signal.aborted) {
      return;
    }
    throwIfAllDown(outcomes);
    await tell(sink, outcomes, failed, 'everything');
    options.onRound(new Set(targets.map(({ service }) => service.ref)));
    await waitOutPauses(outcomes, signal);
    const nextRound = startedAt + pollMs;
    while (!signal.aborted && Date.now() < nextRound) {
      const names = await hints.next(nextRound, signal);
      const hinted = (await findTargets(options)).targets.filter(
        ({ service, repository }) =>
          options.namesOf(service, repository).some(name => names.has(name)),
      );
      const results = await observeAll(hinted, options, signal);
      await tell(sink, results, failed, 'each');
      await waitOutPauses(results, signal);
    }
  }
}

async function findTargets<TRepository>(
  options: Options<TRepository>,
): Promise<{ targets: Target<TRepository>[]; misplaced: Outcome[] }> {
  const targets: Target<TRepository>[] = [];
  const misplaced: Outcome[] = [];
  for (const service of await options.context.services.list()) {
    try {
      const repository = options.repositoryOf(service);
      if (repository) {
        targets.push({ service, repository });
      }
    } catch (error) {
      misplaced.push({ kind: 'failed', ref: service.ref, error });
    }
  }
  return { targets, misplaced };
}

async function observeAll<TRepository>(
  targets: Target<TRepository>[],
  options: Options<TRepository>,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = [...targets];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (signal.aborted) {
        return;
      }
      const { service, repository } = next;
      try {
        await options.observe(service, repository, signal);
        outcomes.push({ kind: 'observed', ref: service.ref });
      } catch (error) {
        const until = retryAtOf(error);
        if (until) {
          options.context.logger.warn(failureOf(error).message);
          outcomes.push({ kind: 'paused', until });
          // The rest would only hear the same.
          queue.length = 0;
        } else {
          outcomes.push({ kind: 'failed', ref: service.ref, error });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return signal.aborted ? [] : outcomes;
}

function throwIfAllDown(outcomes: Outcome[]): void {
  const errors = outcomes.flatMap(outcome =>
    outcome.kind === 'failed' ? [outcome.error] : [],
  );
  const down = errors.filter(
    error =>
      isError(error) &&
      ['ServiceUnavailableError', 'AuthenticationError'].includes(error.name),
  );
  if (down.length > 0 && down.length === outcomes.length) {
    throw down[0];
  }
}

async function tell(
  sink: SourceSink,
  outcomes: Outcome[],
  failed: Set<string>,
  scope: 'everything' | 'each',
): Promise<void> {
  for (const outcome of outcomes) {
    if (outcome.kind === 'failed') {
      failed.add(outcome.ref);
      await sink.fail(outcome.ref, failureOf(outcome.error));
    }
  }
  const observed = outcomes.flatMap(outcome =>
    outcome.kind === 'observed' ? [outcome.ref] : [],
  );
  const all = scope === 'everything' && observed.length === outcomes.length;
  for (const ref of observed) {
    if (!all || failed.delete(ref)) {
      await sink.confirm(ref);
    }
  }
  if (all) {
    await sink.confirm();
  }
}

// A used-up rate limit is no outage: values get old meanwhile, and say so themselves.
async function waitOutPauses(
  outcomes: Outcome[],
  signal: AbortSignal,
): Promise<void> {
  const until = Math.max(
    0,
    ...outcomes.map(outcome =>
      outcome.kind === 'paused' ? outcome.until.getTime() : 0,
    ),
  );
  if (until > 0) {
    await pause(until - Date.now(), signal);
  }
}
