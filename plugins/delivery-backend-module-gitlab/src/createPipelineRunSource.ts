import {
  PipelineRunSource,
  RunsToRead,
  observeRuns,
} from '@fairway/backstage-plugin-delivery-node';
import { projectFactsOf } from './GitlabLook';
import { GitlabSourceOptions, createGitlabSource } from './createGitlabSource';
import { observeGitlabCommits } from './observeGitlabCommits';
import { observeMergeRequests } from './observeMergeRequests';
import { pipelineReader } from './pipelineReader';

/** Observes GitLab pipelines, the releases they report, commits of the default branch and open merge requests. */
export function createPipelineRunSource(
  options: GitlabSourceOptions & RunsToRead,
): PipelineRunSource {
  const { api } = options;
  return createGitlabSource(
    {
      id: 'gitlab',
      title: 'GitLab CI',
      look: async look => {
        const facts = await projectFactsOf(api, look);
        // Commits come first: a release refers to its commit. A project without any commit has no default branch.
        if (facts.defaultBranch) {
          await observeGitlabCommits(api, look, facts.defaultBranch);
        }
        await observeRuns(look, pipelineReader(api, look, facts), options);
        await observeMergeRequests(api, look);
      },
    },
    options,
  );
}
