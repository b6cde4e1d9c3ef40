import { ConflictError } from '@backstage/errors';
import type { GitRepository } from './GitRepository';
import { GitError } from './runGit';
import { ZERO_SHA } from './objects';

/** Moves a ref only if it still points where the caller saw it; `before` is forty zeros for a new ref. */
export async function moveRef(
  repository: GitRepository,
  move: { ref: string; before: string; after: string },
): Promise<void> {
  const { ref, before, after } = move;
  try {
    await repository.run(
      after === ZERO_SHA
        ? ['update-ref', '-d', ref, before]
        : ['update-ref', ref, after, before],
    );
  } catch (error) {
    if (error instanceof GitError) {
      throw new ConflictError(
        `${ref} no longer points to ${before.slice(
          0,
          7,
        )}; read it again and retry`,
        error,
      );
    }
    throw error;
  }
}
