import { LoggerService } from '@backstage/backend-plugin-api';
import {
  DeliveryService,
  Source,
  SourceSink,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { GithubRepository, repositoryOf } from './GithubRepository';
import { RepositoryHints } from './RepositoryHints';
import { RepositoryMemories, RepositoryMemory } from './RepositoryMemory';
import { pollServices } from './pollServices';

/** What a source of this module is made of. */
export interface GithubSourceOptions {
  api: GithubApi;
  hints: RepositoryHints;
  pollSeconds: number;
}

/** Everything that looking at one repository needs. */
export interface Look<TSink> {
  api: GithubApi;
  service: DeliveryService;
  repository: GithubRepository;
  memory: RepositoryMemory;
  sink: TSink;
  logger: LoggerService;
  signal: AbortSignal;
}

/** Makes a source that looks at the repository of every service again and again, and at once after a hint. */
export function createRepositorySource<TSink extends SourceSink>(
  kind: {
    id: string;
    title: string;
    look(look: Look<TSink>): Promise<void>;
  },
  options: GithubSourceOptions,
): Source<TSink> {
  const { api, hints, pollSeconds } = options;
  const memories = new RepositoryMemories();
  return {
    id: kind.id,
    title: kind.title,
    // Three missed rounds are no accident any more.
    staleAfterSeconds: Math.max(60, pollSeconds * 3),
    run: context =>
      pollServices({
        context,
        hints,
        pollMs: pollSeconds * 1000,
        repositoryOf: service => repositoryOf(service, api.integrations),
        onRound: refs => memories.keepOnly(refs),
        observe: (service, repository, signal) =>
          kind.look({
            api,
            service,
            repository,
            memory: memories.of(service.ref, repository),
            sink: context.sink,
            logger: context.logger,
            signal,
          }),
      }),
  };
}
