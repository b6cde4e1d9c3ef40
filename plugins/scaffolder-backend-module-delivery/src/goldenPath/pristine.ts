import { ConflictError } from '@backstage/errors';
import { blobOf } from './git/blobOf';
import { obstaclesIn } from './git/obstaclesIn';
import { GitWorkbench, RemoteBranches } from './git/GitWorkbench';
import { portalAuthor, RenderedFile } from './git/snapshotScript';
import { GOLDEN_PATH_TRAILER } from './proposeChange';
import {
  GOLDEN_PATH_FILE,
  GoldenPathFile,
  readGoldenPathFile,
} from './readGoldenPathFile';

const LEFT_TRAILER = 'Fairway-Left';
const LEFT_PATTERN = /^Fairway-Left: (.+)$/gm;

/** Where a version of the template is kept as it was rendered for this repository. */
export function pristineBranch(version: number): string {
  return `golden-path/v${version}`;
}

/**
 * The rendering that a repository was made from or last upgraded to: the recorded one of the version that its
 * `.golden-path.yaml` names, which changes only when an upgrade is merged; else the first commit of the wizard.
 */
export async function findPristine(
  bench: GitWorkbench,
  options: {
    url: string;
    branches: RemoteBranches;
    tip: string;
    current: GoldenPathFile;
  },
): Promise<string> {
  const { url, branches, tip, current } = options;
  const branch = pristineBranch(current.version);
  const candidates = [branches.tips.get(branch), await bench.rootOf(tip)];
  for (const commit of candidates) {
    const text = commit && (await bench.readFile(commit, GOLDEN_PATH_FILE));
    if (text) {
      const { version, answers } = readGoldenPathFile(text, url);
      if (
        version === current.version &&
        answers.name === current.answers.name
      ) {
        return commit;
      }
    }
  }
  throw new ConflictError(
    `Nothing tells the template's files from your own: ${url} says that it has version ${current.version} of the golden path, ` +
      `but has neither a branch '${branch}' nor a first commit with that version. Restore that branch, or set the version in ${GOLDEN_PATH_FILE} back to that of the last upgrade`,
  );
}

/**
 * A commit of a rendering on top of the one before it; the recorded commit if that says the same. `left` are files that the
 * service had before the template: they are not the template's to change.
 */
export async function commitPristine(
  bench: GitWorkbench,
  options: {
    branches: RemoteBranches;
    base: string;
    version: number;
    files: RenderedFile[];
    left: string[];
  },
): Promise<string> {
  const { branches, base, version, files, left } = options;
  const message = [
    `chore: render version ${version} of the golden path`,
    '',
    "As the template makes it, without anything of the service's own. The next upgrade starts from here.",
    '',
    ...left.map(path => `${LEFT_TRAILER}: ${path}`),
    `${GOLDEN_PATH_TRAILER}: v${version}`,
  ].join('\n');
  const commit = await bench.commitFiles({
    kind: 'snapshot',
    parent: base,
    files,
    message: `${message}\n`,
    author: portalAuthor,
  });
  const recorded = branches.tips.get(pristineBranch(version));
  if (
    recorded &&
    (await bench.describe(recorded)).message === message &&
    (await bench.treeOf(recorded)) === (await bench.treeOf(commit))
  ) {
    return recorded;
  }
  return commit;
}

/** The files of a rendering that the service had before the template, each its own way. */
export async function findLeft(
  bench: GitWorkbench,
  options: { base: string; tip: string; files: RenderedFile[] },
): Promise<string[]> {
  const { base, tip, files } = options;
  const { message } = await bench.describe(base);
  const recorded = new Set(
    [...message.matchAll(LEFT_PATTERN)].map(match => match[1]),
  );
  const [before, present] = await Promise.all([
    bench.listFiles(base),
    bench.listFiles(tip),
  ]);
  return files
    .filter(
      ({ path, content }) =>
        present.has(path) &&
        present.get(path) !== blobOf(content) &&
        (recorded.has(path) || !before.has(path)),
    )
    .map(({ path }) => path);
}

/** The files of a rendering that have no room, because something of the service's own stands in their way. */
export async function findBlocked(
  bench: GitWorkbench,
  options: { base: string; tip: string; files: RenderedFile[] },
): Promise<RenderedFile[]> {
  const { base, tip, files } = options;
  const [before, present] = await Promise.all([
    bench.listFiles(base),
    bench.listFiles(tip),
  ]);
  const own = [...present.keys()].filter(
    path => present.get(path) !== before.get(path),
  );
  const obstacleTo = obstaclesIn(own);
  return files.filter(({ path }) => obstacleTo(path) !== undefined);
}
