import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ManifestSource } from './ManifestSource';
import { readBlobs } from './readBlobs';

const run = promisify(execFile);

const DEADLINE_MS = 15_000;
const MAX_FILE_BYTES = 1024 * 1024;

/** Where a token is to be sent, and nowhere else. */
export interface GitCredentials {
  /** Prefix of the URLs that the token is for: `http://localhost:7300/`. */
  baseUrl: string;
  token: string;
}

/** Bare mirrors of the repositories that Applications name; kept up to date with real git. */
export class GitSource implements ManifestSource {
  readonly #folder: string;
  readonly #credentials: GitCredentials | undefined;
  readonly #resolving = new Map<string, Promise<string>>();
  readonly #fetching = new Map<string, Promise<string>>();
  /** What was read last of each mirror. */
  readonly #read = new Map<
    string,
    { key: string; files: Promise<Map<string, string>> }
  >();

  static create(options: {
    folder: string;
    credentials?: GitCredentials;
  }): GitSource {
    mkdirSync(options.folder, { recursive: true });
    return new GitSource(options);
  }

  private constructor(options: {
    folder: string;
    credentials?: GitCredentials;
  }) {
    this.#folder = options.folder;
    this.#credentials = options.credentials;
  }

  async resolve(url: string, revision: string): Promise<string> {
    if (/^[0-9a-f]{40}$/.test(revision)) {
      return revision;
    }
    // The environments of a service share a repository and ask at the same time.
    const key = `${revision} ${url}`;
    const asked = this.#resolving.get(key);
    if (asked) {
      return asked;
    }
    const answer = this.#askRemote(url, revision).finally(() =>
      this.#resolving.delete(key),
    );
    this.#resolving.set(key, answer);
    return answer;
  }

  async #askRemote(url: string, revision: string): Promise<string> {
    const refs =
      revision === 'HEAD'
        ? ['HEAD']
        : [`refs/heads/${revision}`, `refs/tags/${revision}`];
    const output = await this.#git(['ls-remote', '--', safeUrl(url), ...refs]);
    const commit = /^([0-9a-f]{40})\t/m.exec(output)?.[1];
    if (!commit) {
      throw new InputError(
        `unable to resolve '${revision}' to a commit SHA in ${url}`,
      );
    }
    return commit;
  }

  /**
   * Fetches the commit if the mirror lacks it. Files that lie under one top folder with `near` are read at once, with one
   * process for all of them.
   */
  async checkOut(
    url: string,
    revision: string,
    commit: string,
    near: string,
  ): Promise<(path: string) => Promise<string | undefined>> {
    // Two fetches into one mirror would lock each other out.
    const before = this.#fetching.get(url) ?? Promise.resolve('');
    const fetched = before
      .catch(() => undefined)
      .then(() => this.#fetch(url, revision, commit));
    this.#fetching.set(url, fetched);
    const mirror = await fetched;
    const [top] = near.split('/');
    const files = await this.#filesOf(mirror, commit, top);
    return async path =>
      files.get(path) ??
      (path.startsWith(`${top}/`)
        ? undefined
        : this.#readFile(mirror, commit, path));
  }

  /** The environments of a service ask for the same files, one after the other. */
  #filesOf(
    mirror: string,
    commit: string,
    top: string,
  ): Promise<Map<string, string>> {
    const key = `${commit} ${top}`;
    const known = this.#read.get(mirror);
    if (known?.key === key) {
      return known.files;
    }
    const files = this.#readFolder(mirror, commit, top);
    this.#read.set(mirror, { key, files });
    files.catch(() => this.#read.delete(mirror));
    return files;
  }

  async #readFolder(
    mirror: string,
    commit: string,
    top: string,
  ): Promise<Map<string, string>> {
    const listed = await this.#git([
      ...['-C', mirror, 'ls-tree', '-r', '-z', '--name-only', commit],
      ...['--', top],
    ]);
    const paths = listed.split('\0').filter(path => path !== '');
    return readBlobs({
      mirror,
      commit,
      paths,
      env: this.#env(),
      timeout: DEADLINE_MS,
    });
  }

  async #fetch(url: string, revision: string, commit: string): Promise<string> {
    const mirror = await this.#mirrorOf(url);
    if (!(await this.#has(mirror, commit))) {
      await this.#git([
        '-C',
        mirror,
        'fetch',
        '--quiet',
        '--no-tags',
        safeUrl(url),
        `+${revision}`,
      ]);
    }
    return mirror;
  }

  async #readFile(
    mirror: string,
    commit: string,
    path: string,
  ): Promise<string | undefined> {
    const files = await readBlobs({
      mirror,
      commit,
      paths: [path],
      env: this.#env(),
      timeout: DEADLINE_MS,
    });
    return files.get(path);
  }

  async #has(mirror: string, commit: string): Promise<boolean> {
    try {
      const { stdout } = await run(
        'git',
        ['-C', mirror, 'cat-file', '-t', commit],
        { timeout: DEADLINE_MS, env: this.#env() },
      );
      return stdout.trim() === 'commit';
    } catch {
      return false;
    }
  }

  async #mirrorOf(url: string): Promise<string> {
    const name = createHash('sha256').update(url).digest('hex').slice(0, 24);
    const mirror = join(this.#folder, `${name}.git`);
    await this.#git(['init', '--quiet', '--bare', mirror]);
    return mirror;
  }

  async #git(args: string[]): Promise<string> {
    try {
      const { stdout } = await run('git', args, {
        timeout: DEADLINE_MS,
        maxBuffer: 8 * MAX_FILE_BYTES,
        env: this.#env(),
      });
      return stdout;
    } catch (error) {
      const reason =
        error instanceof Error && 'stderr' in error
          ? String(error.stderr).trim()
          : String(error);
      throw new ServiceUnavailableError(
        `failed to list refs: ${reason.split('\n')[0] || 'git did not answer'}`,
      );
    }
  }

  #env(): NodeJS.ProcessEnv {
    const env: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      HOME: this.#folder,
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    if (this.#credentials) {
      const { baseUrl, token } = this.#credentials;
      const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
      env.GIT_CONFIG_COUNT = '1';
      env.GIT_CONFIG_KEY_0 = `http.${baseUrl}.extraHeader`;
      env.GIT_CONFIG_VALUE_0 = `Authorization: Basic ${basic}`;
    }
    return env;
  }
}

function safeUrl(url: string): string {
  if (!/^(https?|file):\/\//.test(url)) {
    throw new InputError(
      `repoURL '${url}' is not supported here; use http, https or file`,
    );
  }
  return url;
}
