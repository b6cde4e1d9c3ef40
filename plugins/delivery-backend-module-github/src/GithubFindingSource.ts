import {
  FindingSink,
  FindingSource,
  SourceContext,
} from '@fairway/backstage-plugin-delivery-node';
import {
  GithubSourceOptions,
  staleAfterSeconds,
} from './GithubPipelineRunSource';
import { repositoryOf } from './GithubRepository';
import { RepositoryMemories } from './RepositoryMemory';
import { observeAnalyses } from './observeAnalyses';
import { pollServices } from './pollServices';

/** Observes the scans of the default branch that were uploaded to GitHub code scanning, by any scanner. */
export class GithubFindingSource implements FindingSource {
  readonly id = 'github-code-scanning';
  readonly title = 'GitHub code scanning';
  readonly staleAfterSeconds: number;
  readonly #options: GithubSourceOptions;
  readonly #memories = new RepositoryMemories();

  static create(options: GithubSourceOptions): GithubFindingSource {
    return new GithubFindingSource(options);
  }

  private constructor(options: GithubSourceOptions) {
    this.#options = options;
    this.staleAfterSeconds = staleAfterSeconds(options.pollSeconds);
  }

  async run(context: SourceContext<FindingSink>): Promise<void> {
    const { api, hints, pollSeconds } = this.#options;
    const { sink, logger } = context;
    await pollServices({
      context,
      hints,
      pollMs: pollSeconds * 1000,
      repositoryOf: service => repositoryOf(service, api.integrations),
      onRound: refs => this.#memories.keepOnly(refs),
      observe: async (service, repository, signal) => {
        const memory = this.#memories.of(service.ref, repository);
        const look = { api, service, repository, memory, sink, logger, signal };
        await observeAnalyses(look);
      },
    });
  }
}
