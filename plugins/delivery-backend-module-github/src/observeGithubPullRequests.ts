import { PullRequest } from '@fairway/backstage-plugin-delivery-common';
import {
  PipelineRunSink,
  nextPage,
  observePullRequests,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { GithubApi } from './GithubApi';
import { GithubLook } from './GithubLook';
import { pullRequestsSchema } from './githubSchemas';

/** Stores the open pull requests. */
export async function observeGithubPullRequests(
  api: GithubApi,
  look: GithubLook<PipelineRunSink>,
): Promise<void> {
  const { repository, signal } = look;
  await observePullRequests(look, async ({ next, etag }) => {
    const response = await api.getJson(
      repository,
      {
        segments: ['pulls'],
        query: {
          state: 'open',
          sort: 'updated',
          direction: 'desc',
          per_page: 100,
          page: next ?? 1,
        },
        etag,
        signal,
      },
      pullRequestsSchema,
    );
    return response.modified
      ? {
          ...response,
          items: response.body.map(pullRequestOf),
          next: nextPage(response.headers, next),
        }
      : response;
  });
}

function pullRequestOf(
  input: z.infer<typeof pullRequestsSchema>[number],
): PullRequest {
  return {
    number: input.number,
    title: input.title,
    ...(input.user && { author: input.user.login }),
    branch: input.head.ref,
    commit: input.head.sha,
    draft: input.draft ?? false,
    labels: input.labels.flatMap(({ name }) => (name ? [name] : [])),
    url: input.html_url,
    createdAt: input.created_at,
    updatedAt: input.updated_at,
  };
}
