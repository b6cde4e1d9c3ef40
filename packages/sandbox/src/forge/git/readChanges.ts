import type { GitRepository } from './GitRepository';
import { GitFileChange } from './objects';

const MAXIMUM_PATCH_LENGTH = 100_000;

/** The files that differ between two trees or commits, as GitHub lists them. */
export async function readChanges(
  repository: GitRepository,
  before: string,
  after: string,
  options: { patches: boolean },
): Promise<GitFileChange[]> {
  const diff = async (...format: string[]) =>
    (
      await repository.run([
        'diff-tree',
        '-r',
        '-M',
        '--no-ext-diff',
        '--no-color',
        ...format,
        before,
        after,
      ])
    ).toString();
  const [raw, counts, patch] = await Promise.all([
    diff('--raw', '-z', '--no-abbrev'),
    diff('--numstat', '-z'),
    options.patches ? diff('-p') : '',
  ]);
  const changes = parseRaw(raw);
  const numbers = parseCounts(counts);
  const patches = splitPatches(patch);
  // A change of type is two patches but one change; then there is no telling which belongs where.
  const patchesMatch = patches.length === changes.length;
  return changes.map((change, index) => ({
    ...change,
    additions: numbers[index]?.additions ?? 0,
    deletions: numbers[index]?.deletions ?? 0,
    ...(patchesMatch && patches[index] ? { patch: patches[index] } : {}),
  }));
}

type RawChange = Omit<GitFileChange, 'additions' | 'deletions' | 'patch'>;

function parseRaw(output: string): RawChange[] {
  const tokens = output.split('\0');
  const changes: RawChange[] = [];
  let position = 0;
  while (position < tokens.length && tokens[position].startsWith(':')) {
    const [, , shaBefore, shaAfter, letter] = tokens[position].split(' ');
    const path = tokens[position + 1];
    switch (letter[0]) {
      case 'R':
        changes.push({
          status: 'renamed',
          previousPath: path,
          path: tokens[position + 2],
          sha: shaAfter,
        });
        position += 3;
        continue;
      case 'A':
        changes.push({ status: 'added', path, sha: shaAfter });
        break;
      case 'D':
        changes.push({ status: 'removed', path, sha: shaBefore });
        break;
      case 'T':
        changes.push({ status: 'changed', path, sha: shaAfter });
        break;
      default:
        changes.push({ status: 'modified', path, sha: shaAfter });
    }
    position += 2;
  }
  return changes;
}

function parseCounts(
  output: string,
): { additions: number; deletions: number }[] {
  const tokens = output.split('\0');
  const counts: { additions: number; deletions: number }[] = [];
  let position = 0;
  while (position < tokens.length && tokens[position] !== '') {
    const [added, removed, path] = tokens[position].split('\t');
    // Binary files have dashes instead of numbers.
    counts.push({
      additions: Number(added) || 0,
      deletions: Number(removed) || 0,
    });
    position += path === '' ? 3 : 1;
  }
  return counts;
}

/** The hunks of every file of a patch, in order; empty where there are none. */
function splitPatches(patch: string): string[] {
  return patch
    .split(/^diff --git .*\n/m)
    .slice(1)
    .map(file => {
      const start = file.search(/^@@ /m);
      const hunks = start < 0 ? '' : file.slice(start).replace(/\n$/, '');
      return hunks.length > MAXIMUM_PATCH_LENGTH ? '' : hunks;
    });
}
