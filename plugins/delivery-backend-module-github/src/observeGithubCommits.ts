import { isError } from '@backstage/errors';
import { Commit } from '@fairway/backstage-plugin-delivery-common';
import {
  PipelineRunSink,
  nextPage,
  observeCommits,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { GithubApi } from './GithubApi';
import { GithubLook } from './GithubLook';
import { commitsSchema } from './githubSchemas';

/** Git allows a commit without a date; it sorts first. */
const EPOCH = new Date(0).toISOString();

/** Stores the commits of the default branch. */
export async function observeGithubCommits(
  api: GithubApi,
  look: GithubLook<PipelineRunSink>,
  defaultBranch: string,
): Promise<void> {
  const { repository, signal } = look;
  await observeCommits(look, async ({ next, etag }) => {
    const response = await api
      .getJson(
        repository,
        {
          segments: ['commits'],
          query: { sha: defaultBranch, per_page: 100, page: next ?? 1 },
          etag,
          signal,
        },
        commitsSchema,
      )
      .catch(error => {
        // GitHub answers 409 for a repository without any commit.
        if (isError(error) && error.name === 'ConflictError') {
          return { modified: false as const };
        }
        throw error;
      });
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
  const { sha, parents, html_url: url, author, commit } = input;
  const name = author?.login ?? commit.author?.name;
  return {
    sha,
    parents: parents.map(parent => parent.sha),
    message: commit.message.slice(0, 10_000),
    ...(name && { author: name }),
    authoredAt: commit.author?.date ?? commit.committer?.date ?? EPOCH,
    url,
  };
}
