import {
  PipelineRunSource,
  RunsToRead,
  observeRuns,
} from '@fairway/backstage-plugin-delivery-node';
import { factsOf } from './AzureLook';
import { buildReader } from './buildReader';
import { AzureSourceOptions, createAzureSource } from './createAzureSource';
import { observeAzureCommits } from './observeAzureCommits';
import { observeAzurePullRequests } from './observeAzurePullRequests';

/** Observes Azure Pipelines, the releases they report, commits of the default branch and open pull requests. */
export function createPipelineRunSource(
  options: AzureSourceOptions & RunsToRead,
): PipelineRunSource {
  const { api } = options;
  return createAzureSource(
    {
      id: 'azure-devops',
      title: 'Azure Pipelines',
      look: async look => {
        const facts = await factsOf(api, look);
        // Commits come first: a release refers to its commit. A repository without any commit has no default branch.
        if (facts.defaultBranch) {
          await observeAzureCommits(api, look, facts);
        }
        await observeRuns(look, buildReader(api, look, facts), options);
        await observeAzurePullRequests(api, look, facts);
      },
    },
    options,
  );
}
