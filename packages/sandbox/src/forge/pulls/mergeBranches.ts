import { ConflictError } from '@backstage/errors';
import { Signature } from '../git/CommitInput';
import type { GitRepository } from '../git/GitRepository';
import { mergeTrees } from '../git/mergeTrees';
import { moveRef } from '../git/moveRef';
import { writeCommit } from '../git/writeCommit';
import { rebaseBranch } from './rebaseBranch';
import { PullRequestRecord } from './records';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** Brings the head of a pull request into its base branch; returns the new commit there. */
export async function mergeBranches(
  repository: GitRepository,
  pullRequest: PullRequestRecord,
  options: {
    method: MergeMethod;
    author: Signature;
    date: Date;
    title?: string;
    message?: string;
  },
): Promise<string> {
  const { owner, number, headBranch, headSha, baseBranch } = pullRequest;
  const ref = `refs/heads/${baseBranch}`;
  const base = await repository.findObject(ref, 'commit');
  const tree =
    pullRequest.state === 'open' && base
      ? await mergeTrees(repository, base, headSha)
      : undefined;
  if (!base || !tree) {
    throw new ConflictError(
      `Pull request ${number} is not mergeable: it is closed or its head conflicts with '${baseBranch}'`,
    );
  }
  if (options.method === 'rebase') {
    const { author: committer, date } = options;
    const after = await rebaseBranch(repository, {
      base,
      head: headSha,
      committer,
      date,
    });
    await moveRef(repository, { ref, before: base, after });
    return after;
  }
  const isSquash = options.method === 'squash';
  const title =
    options.title ??
    (isSquash
      ? `${pullRequest.title} (#${number})`
      : `Merge pull request #${number} from ${owner}/${headBranch}`);
  const body = options.message ?? (isSquash ? '' : pullRequest.title);
  const after = await writeCommit(repository, {
    tree,
    parents: isSquash ? [base] : [base, headSha],
    message: body ? `${title}\n\n${body}\n` : `${title}\n`,
    author: options.author,
    authorDate: options.date,
  });
  await moveRef(repository, { ref, before: base, after });
  return after;
}
