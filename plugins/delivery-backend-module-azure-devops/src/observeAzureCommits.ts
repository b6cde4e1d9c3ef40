import { Commit } from '@fairway/backstage-plugin-delivery-common';
import {
  PipelineRunSink,
  observeCommits,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { AzureApi } from './AzureApi';
import { AzureFacts, AzureLook } from './AzureLook';
import { commitSchema, commitsSchema } from './azureSchemas';

/** Git allows a commit without a date; it sorts first. */
const EPOCH = new Date(0).toISOString();
const PER_PAGE = 50;

type AzureCommit = z.infer<typeof commitSchema>;

/**
 * Stores the commits of the default branch. The list does not tell the parents of a commit, so each one is read once; of
 * a repository that is seen first only the newest page.
 */
export async function observeAzureCommits(
  api: AzureApi,
  look: AzureLook<PipelineRunSink>,
  facts: AzureFacts,
): Promise<void> {
  const { repository, memory, signal } = look;
  const { head } = memory;
  await observeCommits(look, async ({ next }) => {
    const skip = Number(next ?? 0);
    const { body } = await api.readJson(
      repository,
      {
        segments: ['git', 'repositories', facts.id, 'commits'],
        query: {
          'searchCriteria.itemVersion.version': facts.defaultBranch,
          'searchCriteria.itemVersion.versionType': 'branch',
          'searchCriteria.$top': PER_PAGE,
          'searchCriteria.$skip': skip,
        },
        signal,
      },
      commitsSchema,
    );
    const known = body.value.findIndex(({ commitId }) => commitId === head);
    if (known === 0) {
      return { modified: false };
    }
    const fresh = known < 0 ? body.value : body.value.slice(0, known);
    const whole = await Promise.all(
      fresh.map(commit => withParents(api, look, facts, commit)),
    );
    const more = known < 0 && head && body.value.length === PER_PAGE;
    return {
      modified: true,
      items: whole.map(commit => commitOf(commit, facts)),
      ...(more && { next: String(skip + PER_PAGE) }),
    };
  });
}

async function withParents(
  api: AzureApi,
  { repository, signal }: AzureLook<unknown>,
  facts: AzureFacts,
  commit: AzureCommit,
): Promise<AzureCommit> {
  if (commit.parents) {
    return commit;
  }
  const { body } = await api.readJson(
    repository,
    {
      segments: ['git', 'repositories', facts.id, 'commits', commit.commitId],
      signal,
    },
    commitSchema,
  );
  return body;
}

function commitOf(commit: AzureCommit, facts: AzureFacts): Commit {
  const name = commit.author?.name;
  return {
    sha: commit.commitId,
    parents: commit.parents ?? [],
    message: (commit.comment ?? '').slice(0, 10_000),
    ...(name && { author: name }),
    authoredAt: commit.author?.date ?? EPOCH,
    url: commit.remoteUrl ?? `${facts.url}/commit/${commit.commitId}`,
  };
}
