import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GitRemote } from './GitRemotes';
import { GitRunner } from './GitRunner';

const TIP = 'refs/fairway/tip';
const FIRST_FETCH_DEADLINE = 120_000;

/** The newest commit of the default branch that the mirror knows, and when it was compared with the remote. */
export interface MirrorTip {
  branch: string;
  commit: string;
  asOf: Date;
}

/**
 * A persistent bare copy of one repository's default branch. It edits in the object database without a work tree.
 * Every question but `refresh`, `push` and `remoteTip` is answered from the local copy.
 */
export class GitMirror {
  readonly #folder: string;
  readonly #git: GitRunner;
  readonly #remote: () => Promise<GitRemote>;
  #tip: MirrorTip | undefined;
  #ready: Promise<void> | undefined;
  #refreshing: Promise<MirrorTip> | undefined;

  static create(options: {
    folder: string;
    git: GitRunner;
    remote: () => Promise<GitRemote>;
  }): GitMirror {
    return new GitMirror(options);
  }

  private constructor(options: {
    folder: string;
    git: GitRunner;
    remote: () => Promise<GitRemote>;
  }) {
    this.#folder = options.folder;
    this.#git = options.git;
    this.#remote = options.remote;
  }

  /** What the local copy knows; undefined before the first refresh. */
  async tip(): Promise<MirrorTip | undefined> {
    if (this.#tip) {
      return this.#tip;
    }
    const stamp = await stat(this.#stampFile()).catch(() => undefined);
    if (!stamp) {
      return undefined;
    }
    const branch = await this.#try(['config', '--get', 'fairway.branch']);
    const commit = await this.#try(['rev-parse', '--verify', '-q', TIP]);
    if (!branch || !commit) {
      return undefined;
    }
    this.#tip ??= { branch, commit, asOf: stamp.mtime };
    return this.#tip;
  }

  /** Brings the local copy up to date. Callers at the same time share one fetch. */
  async refresh(signal: AbortSignal): Promise<MirrorTip> {
    this.#refreshing ??= this.#fetch(signal).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** The commit of a branch at the remote, now. */
  async remoteTip(
    branch: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const remote = await this.#remote();
    const output = await this.#git.run(
      ['ls-remote', '--', remote.url, `refs/heads/${branch}`],
      { folder: this.#folder, environment: remote.environment, signal },
    );
    return output.split('\t')[0] || undefined;
  }

  /**
   * Moves the remote branch from one commit to another, only if it is still there. True if git says that it did; false
   * means that the caller must look at the remote.
   */
  async push(options: {
    branch: string;
    from: string;
    to: string;
    signal: AbortSignal;
  }): Promise<{ pushed: boolean; detail: string }> {
    const remote = await this.#remote();
    const ref = `refs/heads/${options.branch}`;
    const result = await this.#git.try(
      [
        'push',
        '--quiet',
        `--force-with-lease=${ref}:${options.from}`,
        '--',
        remote.url,
        `${options.to}:${ref}`,
      ],
      {
        folder: this.#folder,
        environment: remote.environment,
        signal: options.signal,
      },
    );
    return { pushed: result.code === 0, detail: result.detail };
  }

  /** Remembers where the remote branch is after a push. */
  async advance(branch: string, commit: string): Promise<void> {
    await this.#run(['update-ref', TIP, commit]);
    await this.#remember({ branch, commit, asOf: new Date() });
  }

  /** The text of a file, or undefined if the commit has no such file. */
  async readFile(commit: string, file: string): Promise<string | undefined> {
    const result = await this.#git.try(
      ['cat-file', 'blob', `${commit}:${file}`],
      { folder: this.#folder },
    );
    return result.code === 0 ? result.output : undefined;
  }

  /** Names of the entries of a folder; empty if there is no such folder. */
  async list(commit: string, folder: string): Promise<string[]> {
    const result = await this.#git.try(
      ['ls-tree', '-z', '--name-only', `${commit}:${folder}`],
      { folder: this.#folder },
    );
    return result.code === 0 ? result.output.split('\0').filter(Boolean) : [];
  }

  /** Makes a commit that differs from its parent in one file, in the object database only. */
  async commitFile(options: {
    parent: string;
    file: string;
    text: string;
    message: string;
    author: { name: string; email: string };
    signal: AbortSignal;
  }): Promise<string> {
    const { parent, file, signal } = options;
    const index = path.join(this.#folder, `index-${randomUUID()}`);
    const environment = { GIT_INDEX_FILE: index };
    try {
      const blob = await this.#run(['hash-object', '-w', '--stdin'], {
        input: options.text,
        signal,
      });
      await this.#run(['read-tree', parent], { environment, signal });
      await this.#run(
        ['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`],
        { environment, signal },
      );
      const tree = await this.#run(['write-tree'], { environment, signal });
      return await this.#run(['commit-tree', tree, '-p', parent, '-F', '-'], {
        input: options.message,
        environment: {
          GIT_AUTHOR_NAME: options.author.name,
          GIT_AUTHOR_EMAIL: options.author.email,
          GIT_COMMITTER_NAME: 'Fairway',
          GIT_COMMITTER_EMAIL: 'fairway@noreply.invalid',
        },
        signal,
      });
    } finally {
      await rm(index, { force: true });
    }
  }

  /** The newest commit after `base` (or of all history) that carries a trailer with exactly this value. */
  async findTrailer(options: {
    key: string;
    value: string;
    base: string | undefined;
    tip: string;
  }): Promise<string | undefined> {
    const known = options.base && (await this.#isCommit(options.base));
    const output = await this.#run([
      'log',
      '--fixed-strings',
      `--grep=${options.key}: ${options.value}`,
      `--format=%H%x09%(trailers:key=${options.key},valueonly,separator=%x2C)`,
      known ? `${options.base}..${options.tip}` : options.tip,
      '--',
    ]);
    for (const line of output.split('\n')) {
      const [commit, values = ''] = line.split('\t');
      if (values.split(',').includes(options.value)) {
        return commit;
      }
    }
    return undefined;
  }

  /** The newest commit up to `tip` that touched a folder, not counting some folders inside it. */
  async lastChange(options: {
    tip: string;
    folder: string;
    except: string[];
  }): Promise<string> {
    const output = await this.#run([
      'rev-list',
      '-1',
      options.tip,
      '--',
      `:(top,literal)${options.folder}`,
      ...options.except.map(folder => `:(top,literal,exclude)${folder}`),
    ]);
    return output || options.tip;
  }

  /** True if `ancestor` is `commit` or comes before it; false also if one of them is not known here. */
  async contains(commit: string, ancestor: string): Promise<boolean> {
    if (!(await this.#isCommit(commit)) || !(await this.#isCommit(ancestor))) {
      return false;
    }
    const result = await this.#git.try(
      ['merge-base', '--is-ancestor', ancestor, commit],
      { folder: this.#folder },
    );
    return result.code === 0;
  }

  async #isCommit(commit: string): Promise<boolean> {
    if (!/^[0-9a-f]{40}$/.test(commit)) {
      return false;
    }
    const result = await this.#git.try(
      ['cat-file', '-e', `${commit}^{commit}`],
      {
        folder: this.#folder,
      },
    );
    return result.code === 0;
  }

  async #fetch(signal: AbortSignal): Promise<MirrorTip> {
    this.#ready ??= this.#initialise().catch(error => {
      this.#ready = undefined;
      throw error;
    });
    await this.#ready;
    const known = await this.tip();
    const remote = await this.#remote();
    const call = {
      folder: this.#folder,
      environment: remote.environment,
      signal,
    };
    const head = await this.#git.run(
      ['ls-remote', '--symref', '--', remote.url, 'HEAD'],
      call,
    );
    const branch = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(head)?.[1];
    const commit = /^([0-9a-f]{40})\tHEAD$/m.exec(head)?.[1];
    if (!branch || !commit) {
      throw new Error(
        `${remote.url} has no commit on its default branch yet; push the manifests first`,
      );
    }
    if (known?.commit !== commit || known.branch !== branch) {
      await this.#git.run(
        [
          'fetch',
          '--quiet',
          '--no-tags',
          '--no-write-fetch-head',
          '--',
          remote.url,
          `+refs/heads/${branch}:${TIP}`,
        ],
        { ...call, deadline: known ? undefined : FIRST_FETCH_DEADLINE },
      );
      await this.#run(['config', 'fairway.branch', branch]);
    }
    return this.#remember({
      branch,
      commit: await this.#run(['rev-parse', '--verify', '-q', TIP]),
      asOf: new Date(),
    });
  }

  async #initialise(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await this.#run(['init', '--quiet', '--bare', '.']);
  }

  async #remember(tip: MirrorTip): Promise<MirrorTip> {
    this.#tip = tip;
    const file = this.#stampFile();
    await utimes(file, tip.asOf, tip.asOf).catch(() => writeFile(file, ''));
    return tip;
  }

  #stampFile(): string {
    return path.join(this.#folder, 'fairway-as-of');
  }

  async #run(
    args: string[],
    call: {
      input?: string;
      environment?: Record<string, string>;
      signal?: AbortSignal;
    } = {},
  ): Promise<string> {
    const output = await this.#git.run(args, { folder: this.#folder, ...call });
    return output.trim();
  }

  async #try(args: string[]): Promise<string | undefined> {
    const result = await this.#git.try(args, { folder: this.#folder });
    return result.code === 0 ? result.output.trim() : undefined;
  }
}
