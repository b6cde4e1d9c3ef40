import type { GitRepository } from './GitRepository';
import { EMPTY_TREE_SHA } from './objects';

/** A difference as text: `diff` as a whole, `patch` commit by commit as mails. */
export async function diffText(
  repository: GitRepository,
  from: string,
  to: string,
  format: 'diff' | 'patch',
): Promise<Buffer> {
  if (format === 'diff') {
    return repository.run([
      'diff-tree',
      '-r',
      '-M',
      '-p',
      '--no-ext-diff',
      from,
      to,
    ]);
  }
  const range = from === EMPTY_TREE_SHA ? ['--root', to] : [`${from}..${to}`];
  return repository.run([
    'format-patch',
    '--stdout',
    '--no-ext-diff',
    ...range,
  ]);
}
