import { PullRequest } from '@fairway/backstage-plugin-delivery-common';
import {
  PipelineRunSink,
  nextPage,
  observePullRequests,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { GitlabApi } from './GitlabApi';
import { GitlabLook } from './GitlabLook';
import { mergeRequestsSchema } from './gitlabSchemas';

/** Stores the open merge requests. */
export async function observeMergeRequests(
  api: GitlabApi,
  look: GitlabLook<PipelineRunSink>,
): Promise<void> {
  const { repository, signal } = look;
  await observePullRequests(look, async ({ next, etag }) => {
    const response = await api.getJson(
      repository,
      {
        segments: ['merge_requests'],
        query: {
          state: 'opened',
          order_by: 'updated_at',
          sort: 'desc',
          per_page: 100,
          page: next ?? 1,
        },
        etag,
        signal,
      },
      mergeRequestsSchema,
    );
    return response.modified
      ? {
          ...response,
          items: response.body.flatMap(pullRequestOf),
          next: nextPage(response.headers, next),
        }
      : response;
  });
}

function pullRequestOf(
  input: z.infer<typeof mergeRequestsSchema>[number],
): PullRequest[] {
  if (!input.sha) {
    return [];
  }
  return [
    {
      number: input.iid,
      title: input.title,
      ...(input.author && { author: input.author.username }),
      branch: input.source_branch,
      commit: input.sha,
      draft: input.draft ?? false,
      labels: input.labels ?? [],
      url: input.web_url,
      createdAt: input.created_at,
      updatedAt: input.updated_at,
    },
  ];
}
