import { Commit } from '@fairway/backstage-plugin-delivery-common';
import {
  PipelineRunSink,
  nextPage,
  observeCommits,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { GitlabApi } from './GitlabApi';
import { GitlabLook } from './GitlabLook';
import { commitsSchema } from './gitlabSchemas';

/** Git allows a commit without a date; it sorts first. */
const EPOCH = new Date(0).toISOString();

/** Stores the commits of the default branch. */
export async function observeGitlabCommits(
  api: GitlabApi,
  look: GitlabLook<PipelineRunSink>,
  defaultBranch: string,
): Promise<void> {
  const { repository, signal } = look;
  await observeCommits(look, async ({ next, etag }) => {
    const response = await api.getJson(
      repository,
      {
        segments: ['repository', 'commits'],
        query: { ref_name: defaultBranch, per_page: 100, page: next ?? 1 },
        etag,
        signal,
      },
      commitsSchema,
    );
    return response.modified
      ? {
          ...response,
          items: response.body.map(commitOf),
          next: nextPage(response.headers, next),
        }
      : response;
  });
}

function commitOf(input: z.infer<typeof commitsSchema>[number]): Commit {
  return {
    sha: input.id,
    parents: input.parent_ids ?? [],
    message: (input.message ?? input.title ?? '').slice(0, 10_000),
    ...(input.author_name && { author: input.author_name }),
    authoredAt: input.authored_date ?? input.created_at ?? EPOCH,
    ...(input.web_url && { url: input.web_url }),
  };
}
