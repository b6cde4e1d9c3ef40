import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitRepository } from '../git/GitRepository';
import { ApiError } from '../http/ApiError';
import { GitError } from '../git/runGit';

/** One change on the way from a base tree to a new one. */
export interface TreeChange {
  path: string;
  mode: string;
  /** Nothing and no content: the path goes away. */
  sha?: string | null;
  content?: string;
}

/** Writes the tree that a base tree becomes by these changes. */
export async function writeTree(
  git: GitRepository,
  base: string | undefined,
  changes: TreeChange[],
): Promise<string> {
  const index = join(tmpdir(), `forge-index-${randomUUID()}`);
  const environment = { GIT_INDEX_FILE: index };
  try {
    await git.run(['read-tree', ...(base ? [base] : ['--empty'])], {
      environment,
    });
    for (const change of changes) {
      if (change.mode === '040000' && change.sha) {
        await git.run(['read-tree', `--prefix=${change.path}/`, change.sha], {
          environment,
        });
      }
    }
    const lines = await Promise.all(
      changes
        .filter(change => change.mode !== '040000')
        .map(change => indexLine(git, change)),
    );
    await git.run(['update-index', '-z', '--index-info'], {
      environment,
      input: lines.join(''),
    });
    const output = await git.run(['write-tree'], { environment });
    return output.toString().trim();
  } catch (error) {
    if (error instanceof GitError) {
      throw new ApiError(422, `Invalid tree info: ${error.stderr.trim()}`);
    }
    throw error;
  } finally {
    await rm(index, { force: true });
  }
}

async function indexLine(
  git: GitRepository,
  change: TreeChange,
): Promise<string> {
  if (change.content === undefined && !change.sha) {
    return `0 ${'0'.repeat(40)}\t${change.path}\0`;
  }
  const sha = change.sha ?? (await writeContent(git, change.content ?? ''));
  return `${change.mode} ${sha}\t${change.path}\0`;
}

async function writeContent(
  git: GitRepository,
  content: string,
): Promise<string> {
  const output = await git.run(['hash-object', '-w', '--stdin'], {
    input: content,
  });
  return output.toString().trim();
}
