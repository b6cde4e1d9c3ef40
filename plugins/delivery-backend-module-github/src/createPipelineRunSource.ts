import { PipelineRunSource } from '@fairway/backstage-plugin-delivery-node';
import {
  GithubSourceOptions,
  createRepositorySource,
} from './createRepositorySource';
import { observeCommits } from './observeCommits';
import { observePullRequests } from './observePullRequests';
import { RunHistory, observeRuns } from './observeRuns';

/** Observes GitHub Actions runs, the releases they report, commits of the default branch and open pull requests. */
export function createPipelineRunSource(
  options: GithubSourceOptions & { history: RunHistory },
): PipelineRunSource {
  return createRepositorySource(
    {
      id: 'github',
      title: 'GitHub Actions',
      look: async look => {
        const { api, repository, memory, signal } = look;
        const branch = await memory.defaultBranch(api, repository, signal);
        // Commits come first: a release refers to its commit.
        await observeCommits(look, branch);
        await observeRuns(look, branch, options.history);
        await observePullRequests(look);
      },
    },
    options,
  );
}
