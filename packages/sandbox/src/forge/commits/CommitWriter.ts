import { ConflictError, InputError } from '@backstage/errors';
import { CommitInput, CommitResult } from '../git/CommitInput';
import { GitFolders } from '../git/GitFolders';
import { importCommit } from '../git/importCommit';
import { moveRef } from '../git/moveRef';
import { isSafeRefName } from '../git/names';
import { ZERO_SHA } from '../git/objects';
import { Pushes } from '../pushes/Pushes';
import { RepositoryStore } from '../repositories/RepositoryStore';

/** Commits files onto a branch without a clone. */
export class CommitWriter {
  readonly #git: GitFolders;
  readonly #pushes: Pushes;
  readonly #repositories: RepositoryStore;
  readonly #defaultPusher: string;

  constructor(options: {
    git: GitFolders;
    pushes: Pushes;
    repositories: RepositoryStore;
    defaultPusher: string;
  }) {
    this.#git = options.git;
    this.#pushes = options.pushes;
    this.#repositories = options.repositories;
    this.#defaultPusher = options.defaultPusher;
  }

  async commit(input: CommitInput): Promise<CommitResult> {
    const { owner, name } = this.#repositories.require(input.owner, input.repo);
    const ref = `refs/heads/${input.branch}`;
    if (!isSafeRefName(ref)) {
      throw new InputError(`'${input.branch}' cannot name a branch`);
    }
    const repository = this.#git.repository(owner, name);
    return this.#pushes.run(
      {
        owner,
        repo: name,
        pusher: input.pusher ?? this.#defaultPusher,
        silent: input.silent ?? false,
        date: input.date,
      },
      async () => {
        const parent = await repository.findObject(ref, 'commit');
        if (input.expectedHead !== undefined && input.expectedHead !== parent) {
          throw new ConflictError(
            `The branch '${input.branch}' of ${owner}/${name} is at ${
              parent ?? 'no commit'
            }, not at ${input.expectedHead}; read it again and retry`,
          );
        }
        const sha = await importCommit(repository, {
          parent,
          message: input.message,
          author: input.author,
          committer: input.committer,
          date: input.date ?? new Date(),
          files: input.files ?? {},
          deletions: input.deletions ?? [],
        });
        const before = parent ?? ZERO_SHA;
        await moveRef(repository, { ref, before, after: sha });
        return { sha, before };
      },
    );
  }
}
