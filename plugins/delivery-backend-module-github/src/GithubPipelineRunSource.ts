import {
  PipelineRunSink,
  PipelineRunSource,
  SourceContext,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { repositoryOf } from './GithubRepository';
import { RepositoryHints } from './RepositoryHints';
import { RepositoryMemories } from './RepositoryMemory';
import { observeCommits } from './observeCommits';
import { observePullRequests } from './observePullRequests';
import { observeRuns } from './observeRuns';
import { pollServices } from './pollServices';

/** What the sources of this module share. */
export interface GithubSourceOptions {
  api: GithubApi;
  hints: RepositoryHints;
  pollSeconds: number;
}

/** Observes GitHub Actions runs, the releases they report, commits of the default branch and open pull requests. */
export class GithubPipelineRunSource implements PipelineRunSource {
  readonly id = 'github';
  readonly title = 'GitHub Actions';
  readonly staleAfterSeconds: number;
  readonly #options: GithubSourceOptions;
  readonly #memories = new RepositoryMemories();

  static create(options: GithubSourceOptions): GithubPipelineRunSource {
    return new GithubPipelineRunSource(options);
  }

  private constructor(options: GithubSourceOptions) {
    this.#options = options;
    this.staleAfterSeconds = staleAfterSeconds(options.pollSeconds);
  }

  async run(context: SourceContext<PipelineRunSink>): Promise<void> {
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
        const branch = await memory.defaultBranch(api, repository, signal);
        // Commits come first: a release refers to its commit.
        await observeCommits(look, branch);
        await observeRuns(look, branch);
        await observePullRequests(look);
      },
    });
  }
}

/** Three missed rounds are no accident any more. */
export function staleAfterSeconds(pollSeconds: number): number {
  return Math.max(60, pollSeconds * 3);
}
