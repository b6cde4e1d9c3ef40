import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import { GitRepository } from './GitRepository';
import { isSafeRepositoryName } from './names';
import { preReceiveHook } from './preReceiveHook';
import { runGit } from './runGit';

/** Where the bare repositories lie: `<data>/git/<owner>/<name>.git`. */
export class GitFolders {
  readonly hooksFolder: string;
  readonly #root: string;
  readonly #repositories = new Map<string, GitRepository>();

  static async create(dataFolder: string): Promise<GitFolders> {
    const folders = new GitFolders(dataFolder);
    await mkdir(folders.hooksFolder, { recursive: true });
    await writeFile(join(folders.hooksFolder, 'pre-receive'), preReceiveHook, {
      mode: 0o755,
    });
    return folders;
  }

  private constructor(dataFolder: string) {
    this.#root = join(dataFolder, 'git');
    this.hooksFolder = join(dataFolder, 'git-hooks');
  }

  repository(owner: string, name: string): GitRepository {
    const folder = this.#folder(owner, name);
    const repository =
      this.#repositories.get(folder) ?? new GitRepository(folder);
    this.#repositories.set(folder, repository);
    return repository;
  }

  async init(
    owner: string,
    name: string,
    defaultBranch: string,
  ): Promise<GitRepository> {
    const folder = this.#folder(owner, name);
    await mkdir(folder, { recursive: true });
    await runGit(folder, ['init', '--quiet', '--bare']);
    const repository = this.repository(owner, name);
    await this.setHead(repository, defaultBranch);
    return repository;
  }

  /** What a clone checks out. */
  async setHead(repository: GitRepository, branch: string): Promise<void> {
    await repository.run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  }

  async delete(owner: string, name: string): Promise<void> {
    const folder = this.#folder(owner, name);
    this.#repositories.delete(folder);
    await rm(folder, { recursive: true, force: true });
  }

  #folder(owner: string, name: string): string {
    for (const part of [owner, name]) {
      if (!isSafeRepositoryName(part)) {
        throw new InputError(
          `'${part}' cannot name a repository; use letters, digits, '-', '_' and '.'`,
        );
      }
    }
    return join(this.#root, owner.toLowerCase(), `${name.toLowerCase()}.git`);
  }
}
