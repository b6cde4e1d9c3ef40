import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GitRemote, GitRunner } from '@fairway/backstage-plugin-delivery-node';
import { GitObjects } from './GitObjects';

const TIP = 'refs/fairway/tip';
const FIRST_FETCH_DEADLINE = 120_000;

/** The newest commit of the default branch that the mirror knows, and when it was compared with the remote. */
export interface MirrorTip {
  branch: string;
  commit: string;
  asOf: Date;
}

/** A persistent bare copy of one repository's default branch, kept in step with its remote. */
export class GitMirror {
  /** The commits of the copy. */
  readonly objects: GitObjects;
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
    this.objects = GitObjects.create(options);
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
      // A refresh may have ended meanwhile.
      return this.#tip;
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

  async #run(args: string[]): Promise<string> {
    const output = await this.#git.run(args, { folder: this.#folder });
    return output.trim();
  }

  async #try(args: string[]): Promise<string | undefined> {
    const result = await this.#git.try(args, { folder: this.#folder });
    return result.code === 0 ? result.output.trim() : undefined;
  }
}
