import { DeliveryService } from '../DeliveryService';
import { RepositoryHints } from '../hints/RepositoryHints';
import { Source, SourceSink } from '../sources';
import { Look } from './Look';
import { pollServices } from './pollServices';

/** @public */
export interface RepositorySourceOptions<
  TRepository,
  TMemory,
  TSink extends SourceSink,
> {
  id: string;
  title: string;
  pollSeconds: number;
  hints: RepositoryHints;
  /** Where a service is, undefined if elsewhere; throws if its annotations make no sense. */
  repositoryOf(service: DeliveryService): TRepository | undefined;
  /** Identity of a repository; one of another identity is remembered anew. */
  keyOf(repository: TRepository): string;
  /** Names by which hints may mean the repository, in lower case. */
  namesOf(repository: TRepository, memory: TMemory): string[];
  createMemory(): TMemory;
  /** Reads what changed in one repository, and tells the sink. */
  look(look: Look<TRepository, TMemory, TSink>): Promise<void>;
}

/**
 * Makes a source that looks at the repository of every service again and again, and at once after a hint.
 *
 * @public
 */
export function createRepositorySource<
  TRepository,
  TMemory,
  TSink extends SourceSink,
>(
  options: RepositorySourceOptions<TRepository, TMemory, TSink>,
): Source<TSink> {
  const { id, title, pollSeconds, hints, repositoryOf } = options;
  const memories = new Map<string, { ref: string; memory: TMemory }>();
  const memoryOf = (service: DeliveryService, repository: TRepository) => {
    const key = `${service.ref} ${options.keyOf(repository)}`;
    const known = memories.get(key) ?? {
      ref: service.ref,
      memory: options.createMemory(),
    };
    memories.set(key, known);
    return known.memory;
  };
  return {
    id,
    title,
    // Three missed rounds are no accident any more.
    staleAfterSeconds: Math.max(60, pollSeconds * 3),
    observes: service => isPlaced(service, repositoryOf),
    run: context =>
      pollServices({
        context,
        hints,
        pollMs: pollSeconds * 1000,
        repositoryOf,
        namesOf: (service, repository) =>
          options.namesOf(repository, memoryOf(service, repository)),
        onRound: refs => {
          for (const [key, { ref }] of memories) {
            if (!refs.has(ref)) {
              memories.delete(key);
            }
          }
        },
        observe: (service, repository, signal) =>
          options.look({
            service,
            repository,
            memory: memoryOf(service, repository),
            sink: context.sink,
            logger: context.logger,
            signal,
          }),
      }),
  };
}

/** A service whose annotations make no sense is one of the source, too: somebody must see why it is not observed. */
function isPlaced<TRepository>(
  service: DeliveryService,
  repositoryOf: (service: DeliveryService) => TRepository | undefined,
): boolean {
  try {
    return repositoryOf(service) !== undefined;
  } catch {
    return true;
  }
}
