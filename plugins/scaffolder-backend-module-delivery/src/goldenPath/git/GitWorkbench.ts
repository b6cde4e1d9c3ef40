import { ServiceUnavailableError } from '@backstage/errors';
import { GitRemote, GitRunner } from '@fairway/backstage-plugin-delivery-node';
import { MergeOutcome, readMergeOutcome } from './MergeOutcome';
import {
  Author,
  portalAuthor,
  RenderedFile,
  snapshotScript,
} from './snapshotScript';

const NETWORK_DEADLINE = 120_000;
const FETCHED = 'refs/fetched/';

/** Where the branches that matter here are at the remote. */
export type RemoteBranches = {
  /** The branch that people look at first. */
  default: string;
  tips: Map<string, string>;
};

/** A move of one branch at the remote; `from` is where it was seen, undefined if it was not there. */
export type BranchMove = {
  branch: string;
  from: string | undefined;
  to: string;
};

/** A bare copy of one repository, for one run: reads it, makes commits without a work tree, and pushes them. */
export class GitWorkbench {
  readonly #folder: string;
  readonly #git: GitRunner;
  readonly #remote: GitRemote;
  readonly #signal: AbortSignal | undefined;

  /** `folder` is empty and of this run alone. */
  static async open(options: {
    folder: string;
    git: GitRunner;
    remote: GitRemote;
    signal?: AbortSignal;
  }): Promise<GitWorkbench> {
    const bench = new GitWorkbench(options);
    await bench.#run(['init', '--quiet', '--bare', '.']);
    return bench;
  }

  private constructor(options: {
    folder: string;
    git: GitRunner;
    remote: GitRemote;
    signal?: AbortSignal;
  }) {
    this.#folder = options.folder;
    this.#git = options.git;
    this.#remote = options.remote;
    this.#signal = options.signal;
  }

  /** Fetches the default branch, `main`, `develop` and the branches of the golden path. */
  async fetch(): Promise<RemoteBranches> {
    const listing = await this.#reach([
      'ls-remote',
      '--symref',
      '--',
      this.#remote.url,
      'HEAD',
      'refs/heads/main',
      'refs/heads/develop',
      'refs/heads/golden-path/*',
    ]);
    const head = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(listing)?.[1];
    const tips = new Map<string, string>();
    for (const match of listing.matchAll(
      /^([0-9a-f]{40,64})\t(?:refs\/heads\/(\S+)|HEAD)$/gm,
    )) {
      tips.set(match[2] ?? head ?? 'main', match[1]);
    }
    if (!head || !tips.has(head)) {
      throw new ServiceUnavailableError(
        `${this.#remote.url} has no commit on its default branch yet`,
      );
    }
    await this.#reach([
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--',
      this.#remote.url,
      ...[...tips.keys()].map(
        branch => `+refs/heads/${branch}:${FETCHED}${branch}`,
      ),
    ]);
    return { default: head, tips };
  }

  /** The text of a file; undefined if the commit has no such file. */
  async readFile(commit: string, path: string): Promise<string | undefined> {
    const result = await this.#git.try(
      ['cat-file', 'blob', `${commit}:${path}`],
      this.#call(),
    );
    return result.code === 0 ? result.output : undefined;
  }

  /** The object of every file of a commit, by path. */
  async listFiles(commit: string): Promise<Map<string, string>> {
    const output = await this.#run(['ls-tree', '-r', '-z', commit]);
    return new Map(
      output
        .split('\0')
        .filter(Boolean)
        .map(entry => {
          const [facts, path] = entry.split(/\t(.*)/s);
          return [path, facts.split(' ')[2]];
        }),
    );
  }

  /** The first commit of a branch's own line. */
  async rootOf(commit: string): Promise<string> {
    const roots = await this.#run([
      'rev-list',
      '--first-parent',
      '--max-parents=0',
      commit,
    ]);
    return roots.trim();
  }

  /** The name of what a commit holds: equal for equal files. */
  async treeOf(commit: string): Promise<string> {
    return (await this.#run(['rev-parse', `${commit}^{tree}`])).trim();
  }

  /** The parents and the message of a commit. */
  async describe(
    commit: string,
  ): Promise<{ parents: string[]; message: string }> {
    const output = await this.#run(['show', '-s', '--format=%P%n%B', commit]);
    const [parents, ...message] = output.split('\n');
    return {
      parents: parents.split(' ').filter(Boolean),
      message: message.join('\n').trim(),
    };
  }

  /** A commit of these files and no others, or also of its parent's. */
  async commitFiles(options: {
    kind: 'snapshot' | 'addition';
    parent: string;
    files: RenderedFile[];
    message: string;
    author: Author;
  }): Promise<string> {
    const output = await this.#run(
      ['fast-import', '--quiet', '--force', '--done'],
      snapshotScript({ ...options, now: new Date() }),
    );
    return output.trim();
  }

  /** A commit of a tree; without a parent it starts a history. */
  async commitTree(options: {
    tree: string;
    parent: string | undefined;
    message: string;
    author: Author;
  }): Promise<string> {
    const { tree, parent, message, author } = options;
    const output = await this.#git.run(
      ['commit-tree', tree, ...(parent ? ['-p', parent] : [])],
      {
        ...this.#call(),
        input: message,
        environment: identityEnvironment(author),
      },
    );
    return output.trim();
  }

  /** Joins what became of the tree `base` in `ours` and in `theirs`. The labels stand in the conflict markers. */
  async merge(options: {
    base: string;
    ours: { tree: string; label: string };
    theirs: { tree: string; label: string };
  }): Promise<MergeOutcome> {
    const { base, ours, theirs } = options;
    // git finds the base in the history, and `--merge-base` is newer than 2.38; so the trees get a history that says it.
    const message = 'One side of a merge';
    const author = portalAuthor;
    const parent = await this.commitTree({
      tree: base,
      parent: undefined,
      message,
      author,
    });
    for (const { tree, label } of [ours, theirs]) {
      const commit = await this.commitTree({ tree, parent, message, author });
      await this.#run(['update-ref', `refs/heads/${label}`, commit]);
    }
    const result = await this.#git.try(
      ['merge-tree', '--write-tree', '-z', ours.label, theirs.label],
      this.#call(),
    );
    if (result.code > 1 || result.code < 0) {
      throw new ServiceUnavailableError(
        `git merge-tree ended with code ${result.code}: ${result.detail}. The backend needs git 2.38 or newer`,
      );
    }
    return readMergeOutcome(result.output);
  }

  /** The same tree without some files. */
  async withoutFiles(tree: string, paths: string[]): Promise<string> {
    if (paths.length === 0) {
      return tree;
    }
    const environment = { GIT_INDEX_FILE: `${this.#folder}/fairway-index` };
    const call = { ...this.#call(), environment };
    await this.#git.run(['read-tree', tree], call);
    await this.#git.run(['update-index', '-z', '--index-info'], {
      ...call,
      input: paths.map(path => `0 ${'0'.repeat(40)}\t${path}\0`).join(''),
    });
    return (await this.#git.run(['write-tree'], call)).trim();
  }

  /** Moves branches at the remote, only if each is still where it was seen: all or none, or in order where the host cannot. */
  async push(how: 'atomic' | 'in-order', moves: BranchMove[]): Promise<void> {
    if (how === 'in-order') {
      for (const move of moves) {
        await this.#push([], [move]);
      }
      return;
    }
    await this.#push(['--atomic'], moves);
  }

  async #push(options: string[], moves: BranchMove[]): Promise<void> {
    await this.#reach([
      'push',
      '--quiet',
      ...options,
      ...moves.map(
        ({ branch, from }) =>
          `--force-with-lease=refs/heads/${branch}:${from ?? ''}`,
      ),
      '--',
      this.#remote.url,
      ...moves.map(({ branch, to }) => `${to}:refs/heads/${branch}`),
    ]);
  }

  #call() {
    return { folder: this.#folder, signal: this.#signal };
  }

  async #run(args: string[], input?: Buffer): Promise<string> {
    return this.#git.run(args, { ...this.#call(), input });
  }

  async #reach(args: string[]): Promise<string> {
    const result = await this.#git.try(args, {
      ...this.#call(),
      environment: this.#remote.environment,
      deadline: NETWORK_DEADLINE,
    });
    if (result.code !== 0) {
      throw new ServiceUnavailableError(
        `git ${args[0]} with ${this.#remote.url} failed: ${
          result.detail
        }. Check that the repository exists and that the portal's integration may read and write it`,
      );
    }
    return result.output;
  }
}

function identityEnvironment(author: Author): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: portalAuthor.name,
    GIT_COMMITTER_EMAIL: portalAuthor.email,
  };
}
