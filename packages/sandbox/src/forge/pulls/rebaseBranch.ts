import { ConflictError } from '@backstage/errors';
import { Signature } from '../git/CommitInput';
import type { GitRepository } from '../git/GitRepository';
import { mergeTrees } from '../git/mergeTrees';
import { writeCommit } from '../git/writeCommit';

/** Writes the commits of a head anew on top of a base; returns the last of them. */
export async function rebaseBranch(
  repository: GitRepository,
  options: {
    base: string;
    head: string;
    committer: Signature;
    date: Date;
  },
): Promise<string> {
  const { base, head, committer, date } = options;
  const commits = await repository.commits({ from: [head], notFrom: [base] });
  let tip = base;
  // Merges bring nothing of their own and are left out, as git's own rebase does.
  for (const commit of commits.reverse().filter(c => c.parents.length === 1)) {
    const tree = await mergeTrees(
      repository,
      tip,
      commit.sha,
      commit.parents[0],
    );
    if (!tree) {
      throw new ConflictError(
        `The commit ${commit.sha.slice(
          0,
          7,
        )} conflicts with the base branch; merge it or rebase it by hand`,
      );
    }
    tip = await writeCommit(repository, {
      tree,
      parents: [tip],
      message: `${commit.message}\n`,
      author: commit.author,
      authorDate: new Date(commit.author.date),
      committer,
      committerDate: date,
    });
  }
  return tip;
}
