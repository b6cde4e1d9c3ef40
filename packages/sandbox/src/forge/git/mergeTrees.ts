import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitRepository } from './GitRepository';
import { GitError } from './runGit';

/**
 * Three-way merge of two commits; returns the merged tree, or nothing when they conflict. Uses the index and not
 * `merge-tree --write-tree`, which git has only since 2.38. What theirs changed is seen from `from`; from where the two
 * parted unless given.
 */
export async function mergeTrees(
  repository: GitRepository,
  ours: string,
  theirs: string,
  from?: string,
): Promise<string | undefined> {
  const base = from ?? (await repository.mergeBase(ours, theirs));
  if (!base) {
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'forge-merge-'));
  const environment = {
    GIT_DIR: repository.folder,
    GIT_INDEX_FILE: join(folder, 'index'),
    GIT_WORK_TREE: folder,
  };
  const run = async (...args: string[]) =>
    (await repository.run(['-C', folder, ...args], { environment }))
      .toString()
      .trim();
  try {
    await run('read-tree', '-i', '-m', '--aggressive', base, ours, theirs);
    await run('merge-index', '-q', 'git-merge-one-file', '-a');
    return await run('write-tree');
  } catch (error) {
    if (error instanceof GitError && error.exitCode !== null) {
      return undefined;
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
