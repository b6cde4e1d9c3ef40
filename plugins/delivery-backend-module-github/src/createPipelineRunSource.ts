import {
  PipelineRunSource,
  RunsToRead,
  observeRuns,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubSourceOptions, createGithubSource } from './createGithubSource';
import { defaultBranchOf } from './defaultBranchOf';
import { observeGithubCommits } from './observeGithubCommits';
import { observeGithubPullRequests } from './observeGithubPullRequests';
import { workflowRunReader } from './workflowRunReader';

/** Observes GitHub Actions runs, the releases they report, commits of the default branch and open pull requests. */
export function createPipelineRunSource(
  options: GithubSourceOptions & RunsToRead,
): PipelineRunSource {
  const { api } = options;
  return createGithubSource(
    {
      id: 'github',
      title: 'GitHub Actions',
      look: async look => {
        const branch = await defaultBranchOf(api, look);
        // Commits come first: a release refers to its commit.
        await observeGithubCommits(api, look, branch);
        await observeRuns(look, workflowRunReader(api, look, branch), options);
        await observeGithubPullRequests(api, look);
      },
    },
    options,
  );
}
