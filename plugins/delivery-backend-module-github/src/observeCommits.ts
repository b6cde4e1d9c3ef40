import { isError } from '@backstage/errors';
import { Commit } from '@fairway/backstage-plugin-delivery-common';
import { PipelineRunSink } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { hasNextPage } from './GithubApi';
import { commitsSchema } from './githubSchemas';
import { Look } from './createRepositorySource';

/** Git allows a commit without a date; it sorts first. */
const EPOCH = new Date(0).toISOString();
const PER_PAGE = 100;
/** Enough to connect the releases of months; what is older is rarely compared. */
const MAX_PAGES = 5;

/** Stores the commits of the default branch down to the newest one that is stored. */
export async function observeCommits(
  look: Look<PipelineRunSink>,
  defaultBranch: string,
): Promise<void> {
  const { api, service, repository, memory, sink, signal } = look;
  let etag: string | undefined;
  let head: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const response = await api
      .getJson(
        repository,
        {
          segments: ['commits'],
          query: { sha: defaultBranch, per_page: PER_PAGE, page },
          etag: page === 1 ? memory.etags.get('commits') : undefined,
          signal,
        },
        commitsSchema,
      )
      .catch(error => {
        // GitHub answers 409 for a repository without any commit.
        if (isError(error) && error.name === 'ConflictError') {
          return undefined;
        }
        throw error;
      });
    if (!response?.modified) {
      return;
    }
    if (page === 1) {
      etag = response.etag;
      head = response.body[0]?.sha;
    }
    await sink.observeCommits(service.ref, response.body.map(commitOf));
    const reached = response.body.some(({ sha }) => sha === memory.head);
    if (reached || !hasNextPage(response.headers)) {
      break;
    }
  }
  memory.head = head;
  if (etag) {
    memory.etags.set('commits', etag);
  }
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
