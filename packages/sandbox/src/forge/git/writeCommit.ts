import type { GitRepository } from './GitRepository';
import { Signature } from './CommitInput';

/** Writes a commit of a tree that exists; no ref points to it yet. */
export async function writeCommit(
  repository: GitRepository,
  commit: {
    tree: string;
    parents: string[];
    message: string;
    author: Signature;
    authorDate: Date;
    committer?: Signature;
    committerDate?: Date;
  },
): Promise<string> {
  const committer = commit.committer ?? commit.author;
  const output = await repository.run(
    [
      'commit-tree',
      ...commit.parents.flatMap(parent => ['-p', parent]),
      commit.tree,
    ],
    {
      input: commit.message,
      environment: {
        GIT_AUTHOR_NAME: commit.author.name,
        GIT_AUTHOR_EMAIL: commit.author.email,
        GIT_AUTHOR_DATE: commit.authorDate.toISOString(),
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
        GIT_COMMITTER_DATE: (
          commit.committerDate ?? commit.authorDate
        ).toISOString(),
      },
    },
  );
  return output.toString().trim();
}
