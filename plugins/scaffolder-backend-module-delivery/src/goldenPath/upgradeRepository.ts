import { NotFoundError } from '@backstage/errors';
import { CatalogPlace, nameVersion } from './catalogInfo/nameVersion';
import { describeUpgrade } from './describeUpgrade';
import { blobOf } from './git/blobOf';
import { Author } from './git/snapshotScript';
import { MergeConflict } from './git/MergeOutcome';
import { Rendering } from './GoldenPathRenderer';
import {
  commitPristine,
  findBlocked,
  findLeft,
  findPristine,
  pristineBranch,
} from './pristine';
import {
  GOLDEN_PATH_TRAILER,
  proposeChange,
  ProposalTarget,
} from './proposeChange';
import { PullRequest } from './pullRequests/PullRequests';
import {
  GOLDEN_PATH_FILE,
  GoldenPathFile,
  readGoldenPathFile,
} from './readGoldenPathFile';

export const UPGRADE_BRANCH = 'golden-path/upgrade';

/** What an upgrade came to. */
export type UpgradeOutcome =
  | { kind: 'current'; version: number }
  | {
      kind: 'proposed';
      from: number;
      to: number;
      pullRequest: PullRequest;
      conflicts: MergeConflict[];
    };

/** What a repository says of itself, on the branch that changes go to. */
export type RepositoryStand = {
  into: string;
  tip: string;
  current: GoldenPathFile;
};

type Readable = Pick<ProposalTarget, 'url' | 'bench' | 'branches'>;

/** Reads the stand of a repository; undefined if it is not of the golden path. */
export async function findStand(
  target: Readable,
): Promise<RepositoryStand | undefined> {
  const { url, bench, branches } = target;
  const read = async (into: string) => {
    const tip = branches.tips.get(into);
    const text = tip && (await bench.readFile(tip, GOLDEN_PATH_FILE));
    return text
      ? { into, tip, current: readGoldenPathFile(text, url) }
      : undefined;
  };
  const stand = await read(branches.default);
  // With GitFlow changes go to main by way of develop.
  return stand?.current.answers.branching === 'gitflow'
    ? (await read('develop')) ?? stand
    : stand;
}

/** Reads the stand of a repository; throws a NotFoundError that shows the way if it is not of the golden path. */
export async function readStand(target: Readable): Promise<RepositoryStand> {
  const stand = await findStand(target);
  if (!stand) {
    throw new NotFoundError(
      `${target.url} has no ${GOLDEN_PATH_FILE}, so the portal does not know how it was made. 'Add delivery to an existing service' gives it one`,
    );
  }
  return stand;
}

/**
 * Proposes the newest version of the template to one repository: what the template changed since the repository was made,
 * merged with what the service changed.
 */
export async function upgradeRepository(
  target: ProposalTarget,
  options: {
    stand: RepositoryStand;
    version: number;
    files: Rendering['service'];
    author: Author;
    /** Where the catalog reads the version; undefined for a repository that it does not read. */
    catalog?: CatalogPlace;
    changelogUrl?: string;
  },
): Promise<UpgradeOutcome> {
  const { bench, branches } = target;
  const { stand, version, files, author, catalog, changelogUrl } = options;
  const { tip, into, current } = stand;
  if (current.version >= version) {
    return { kind: 'current', version: current.version };
  }
  const base = await findPristine(bench, { ...target, tip, current });
  const left = await findLeft(bench, { base, tip, files });
  const blocked = await findBlocked(bench, { base, tip, files });
  const pristine = {
    branch: pristineBranch(version),
    commit: await commitPristine(bench, {
      branches,
      base,
      version,
      files,
      left,
    }),
  };
  const managed = async (commit: string) =>
    bench.withoutFiles(await bench.treeOf(commit), [
      ...left,
      ...blocked.map(({ path }) => path),
    ]);
  const merged = await bench.merge({
    base: await managed(base),
    ours: { tree: await bench.treeOf(tip), label: into },
    theirs: { tree: await managed(pristine.commit), label: pristine.branch },
  });
  const before = await bench.listFiles(base);
  const conflicts: MergeConflict[] = [
    ...merged.conflicts,
    ...left.map(path => ({ path, kind: 'left' as const })),
    ...blocked
      .filter(({ path, content }) => before.get(path) !== blobOf(content))
      .map(({ path }) => ({ path, kind: 'service-deleted' as const })),
  ];
  const joined = await bench.withoutFiles(
    merged.tree,
    conflicts
      .filter(({ kind }) => kind === 'service-deleted')
      .map(({ path }) => path),
  );
  const isMarked = conflicts.some(
    ({ path, kind }) => path === catalog?.path && kind === 'both-changed',
  );
  const { tree, problem } =
    catalog && !isMarked
      ? await nameVersion(bench, {
          tree: joined,
          parent: tip,
          version,
          place: catalog,
        })
      : { tree: joined, problem: undefined };
  const title = `chore: upgrade the golden path to version ${version}`;
  const commit = await bench.commitTree({
    tree,
    parent: tip,
    message: `${title}\n\n${GOLDEN_PATH_TRAILER}: v${version}\n`,
    author,
  });
  const pullRequest = await proposeChange(target, {
    branch: UPGRADE_BRANCH,
    into,
    commit,
    pristine,
    text: {
      title,
      body: describeUpgrade({
        from: current.version,
        to: version,
        conflicts,
        catalogProblem: problem,
        pristineBranch: pristine.branch,
        changelogUrl,
      }),
    },
  });
  const from = current.version;
  return { kind: 'proposed', from, to: version, pullRequest, conflicts };
}
