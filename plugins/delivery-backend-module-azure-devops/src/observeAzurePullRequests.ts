import { PullRequest } from '@fairway/backstage-plugin-delivery-common';
import {
  PipelineRunSink,
  observePullRequests,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { AzureApi } from './AzureApi';
import { AzureFacts, AzureLook } from './AzureLook';
import { pullRequestsSchema } from './azureSchemas';

const PER_PAGE = 100;

/** Stores the open pull requests. */
export async function observeAzurePullRequests(
  api: AzureApi,
  look: AzureLook<PipelineRunSink>,
  facts: AzureFacts,
): Promise<void> {
  const { repository, signal } = look;
  await observePullRequests(look, async ({ next }) => {
    const skip = Number(next ?? 0);
    const { body } = await api.readJson(
      repository,
      {
        segments: ['git', 'repositories', facts.id, 'pullrequests'],
        query: {
          'searchCriteria.status': 'active',
          $top: PER_PAGE,
          $skip: skip,
        },
        signal,
      },
      pullRequestsSchema,
    );
    return {
      modified: true,
      items: body.value.flatMap(each => pullRequestOf(each, facts)),
      ...(body.value.length === PER_PAGE && { next: String(skip + PER_PAGE) }),
    };
  });
}

function pullRequestOf(
  input: z.infer<typeof pullRequestsSchema>['value'][number],
  facts: AzureFacts,
): PullRequest[] {
  const commit = input.lastMergeSourceCommit?.commitId;
  const author = input.createdBy?.displayName;
  if (!commit) {
    return [];
  }
  return [
    {
      number: input.pullRequestId,
      title: input.title,
      ...(author && { author }),
      branch: input.sourceRefName.replace(/^refs\/heads\//, ''),
      commit,
      draft: input.isDraft ?? false,
      labels: (input.labels ?? [])
        .filter(({ active }) => active !== false)
        .map(({ name }) => name),
      url: `${facts.url}/pullrequest/${input.pullRequestId}`,
      createdAt: input.creationDate,
      // Azure DevOps does not tell when a pull request changed.
      updatedAt: input.creationDate,
    },
  ];
}
