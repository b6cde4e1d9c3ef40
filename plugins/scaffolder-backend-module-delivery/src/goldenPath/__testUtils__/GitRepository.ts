import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GitRemotes } from '@fairway/backstage-plugin-delivery-node';
import { RenderedFile } from '../git/snapshotScript';

/** What a commit changes: the new text of a file, or undefined to delete it. */
export type Edits = Record<string, string | undefined>;

/** A real bare repository whose main people and the portal push to. */
export class GitRepository {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'fairway-golden-path-'));
  readonly bare = path.join(this.folder, 'origin.git');
  readonly #work = path.join(this.folder, 'work');

  /** Takes every address for this repository. */
  readonly remotes: GitRemotes = {
    find: async () => ({ url: this.bare, environment: {} }),
    commitUrl: () => undefined,
  };

  constructor(files: Edits) {
    this.git('init', '--quiet', '--bare', '-b', 'main', this.bare);
    this.git('clone', '--quiet', this.bare, this.#work);
    this.push('main', files, 'feat: create the service');
  }

  /** Somebody commits to a branch. */
  push(branch: string, edits: Edits, message = 'Edit'): string {
    this.#inWork('fetch', '--quiet', 'origin');
    if (this.branches().includes(branch)) {
      this.#inWork('checkout', '--quiet', '-B', branch, `origin/${branch}`);
    } else {
      this.#inWork('checkout', '--quiet', '-B', branch);
    }
    for (const [file, text] of Object.entries(edits)) {
      const target = path.join(this.#work, file);
      if (text === undefined) {
        rmSync(target);
      } else {
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, text);
        chmodSync(target, text.startsWith('#!') ? 0o755 : 0o644);
      }
    }
    this.#inWork('add', '--all');
    this.#inWork('commit', '--quiet', '-m', message);
    this.#inWork('push', '--quiet', 'origin', `${branch}:${branch}`);
    return this.#inWork('rev-parse', 'HEAD');
  }

  /** Somebody commits a symbolic link to `to`, or a submodule. */
  link(branch: string, file: string, { to }: { to: string }): void {
    const tip = this.tip(branch);
    this.#inWork('fetch', '--quiet', 'origin');
    this.#inWork('checkout', '--quiet', '-B', branch, `origin/${branch}`);
    const target = path.join(this.folder, 'target');
    writeFileSync(target, to);
    const entry =
      to === 'submodule'
        ? `160000,${tip},${file}`
        : `120000,${this.#inWork('hash-object', '-w', target)},${file}`;
    this.#inWork('update-index', '--add', '--cacheinfo', entry);
    this.#inWork('commit', '--quiet', '-m', `Link ${file}`);
    this.#inWork('push', '--quiet', 'origin', `${branch}:${branch}`);
    this.#inWork('reset', '--quiet', '--hard');
  }

  /** Merges a branch into main as one commit, and deletes it, as code hosts do with a pull request. */
  squash(branch: string): void {
    this.#inWork('fetch', '--quiet', 'origin');
    this.#inWork('checkout', '--quiet', '-B', 'main', 'origin/main');
    this.#inWork('merge', '--quiet', '--squash', `origin/${branch}`);
    this.#inWork('commit', '--quiet', '-m', `Merge ${branch}`);
    this.#inWork('push', '--quiet', 'origin', 'main', `:${branch}`);
  }

  branches(): string[] {
    return this.#inBare(
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads',
    )
      .split('\n')
      .filter(Boolean);
  }

  tip(branch: string): string {
    return this.#inBare('rev-parse', `refs/heads/${branch}`);
  }

  /** The text of a file; undefined if the branch has no such file. */
  read(branch: string, file: string): string | undefined {
    return this.files(branch).includes(file)
      ? this.git('-C', this.bare, 'show', `${branch}:${file}`)
      : undefined;
  }

  files(branch: string): string[] {
    return this.#inBare('ls-tree', '-r', '--name-only', branch)
      .split('\n')
      .filter(Boolean);
  }

  mode(branch: string, file: string): string {
    return this.#inBare('ls-tree', branch, file).split(' ')[0];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  git(...args: string[]): string {
    return execFileSync('git', args, {
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Ada',
        GIT_AUTHOR_EMAIL: 'ada@example.com',
        GIT_COMMITTER_NAME: 'Ada',
        GIT_COMMITTER_EMAIL: 'ada@example.com',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  #inWork(...args: string[]): string {
    return this.git('-C', this.#work, ...args).trim();
  }

  #inBare(...args: string[]): string {
    return this.git('-C', this.bare, ...args).trim();
  }
}

/** Files as the template renders them. */
export function renderedFiles(files: Record<string, string>): RenderedFile[] {
  return Object.entries(files).map(([file, text]) => ({
    path: file,
    content: Buffer.from(text),
    executable: text.startsWith('#!'),
  }));
}

/** How a repository says that it was made by a version of the template. */
export function goldenPathYaml(version: number, more = ''): string {
  return `template: create-service\nversion: ${version}\ntask: run-1\nanswers:\n  name: checkout-api\n${more}`;
}
