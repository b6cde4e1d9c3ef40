import { PullRequest } from '@fairway/backstage-plugin-delivery-common';
import { PipelineRunSink } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { hasNextPage } from './GithubApi';
import { pullRequestsSchema } from './githubSchemas';
import { Look } from './createRepositorySource';

const MAX_PAGES = 5;

/** Stores the open pull requests, most recently updated first. */
export async function observePullRequests(
  look: Look<PipelineRunSink>,
): Promise<void> {
  const { api, service, repository, memory, sink, signal } = look;
  const pullRequests: PullRequest[] = [];
  let etag: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const response = await api.getJson(
      repository,
      {
        segments: ['pulls'],
        query: {
          state: 'open',
          sort: 'updated',
          direction: 'desc',
          per_page: 100,
          page,
        },
        // With several pages, one that closes on the last page does not show on the first.
        etag: page === 1 ? memory.etags.get('pulls') : undefined,
        signal,
      },
      pullRequestsSchema,
    );
    if (!response.modified) {
      return;
    }
    pullRequests.push(...response.body.map(pullRequestOf));
    const more = hasNextPage(response.headers);
    if (page === 1 && !more) {
      etag = response.etag;
    }
    if (!more) {
      break;
    }
  }
  await sink.observePullRequests(service.ref, pullRequests);
  if (etag) {
    memory.etags.set('pulls', etag);
  } else {
    memory.etags.delete('pulls');
  }
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
