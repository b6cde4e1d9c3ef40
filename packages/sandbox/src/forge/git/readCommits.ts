import type { GitRepository } from './GitRepository';
import { GitCommit } from './objects';
import { isSafePath } from './names';

/** Which commits, newest first. */
export interface CommitQuery {
  /** Reachable from these shas. */
  from: string[];
  /** And not from these. */
  notFrom?: string[];
  /** That touch a file or folder. */
  path?: string;
  author?: string;
  since?: string;
  until?: string;
  /** Only the named commits, without their ancestors; unknown ones are left out. */
  noWalk?: boolean;
  skip?: number;
  limit?: number;
}

// The message comes last: it is the only field that may hold the separator.
const FIELDS = [
  '%H',
  '%T',
  '%P',
  '%an',
  '%ae',
  '%aI',
  '%cn',
  '%ce',
  '%cI',
  '%B',
];

export async function readCommits(
  repository: GitRepository,
  query: CommitQuery,
): Promise<GitCommit[]> {
  if (query.path !== undefined && !isSafePath(query.path)) {
    return [];
  }
  const output = await repository.run([
    '--literal-pathspecs',
    'log',
    '-z',
    `--format=${FIELDS.join('%x1f')}`,
    ...(query.limit === undefined ? [] : [`--max-count=${query.limit}`]),
    ...(query.noWalk ? ['--no-walk=unsorted', '--ignore-missing'] : []),
    ...(query.skip ? [`--skip=${query.skip}`] : []),
    ...(query.since ? [`--since=${query.since}`] : []),
    ...(query.until ? [`--until=${query.until}`] : []),
    ...(query.author ? ['--fixed-strings', `--author=${query.author}`] : []),
    ...query.from,
    ...(query.notFrom ?? []).map(sha => `^${sha}`),
    '--',
    ...(query.path === undefined ? [] : [query.path]),
  ]);
  return output
    .toString()
    .split('\0')
    .filter(record => record !== '')
    .map(parseCommit);
}

function parseCommit(record: string): GitCommit {
  const [sha, tree, parents, an, ae, ad, cn, ce, cd, ...message] =
    record.split('\x1f');
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(parent => parent !== ''),
    author: { name: an, email: ae, date: ad },
    committer: { name: cn, email: ce, date: cd },
    message: message.join('\x1f').replace(/\n+$/, ''),
  };
}
