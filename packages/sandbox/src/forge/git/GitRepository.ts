import { GitError, runGit } from './runGit';
import {
  GitCommit,
  GitFileChange,
  GitRef,
  GitTreeEntry,
  objectType,
} from './objects';
import { CommitQuery, readCommits } from './readCommits';
import { readChanges } from './readChanges';
import { isSafePath, isSafeRevision } from './names';

/** Reads one bare repository by asking git, so that REST and git never disagree. */
export class GitRepository {
  readonly folder: string;
  // Commits never change, and lists of runs and pull requests ask for the same ones again and again.
  readonly #commits = new Map<string, GitCommit>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The commit that a branch, tag, ref or (abbreviated) sha stands for. */
  async resolve(revision: string): Promise<string | undefined> {
    const candidates = /^[0-9a-f]{40}$/.test(revision)
      ? [revision]
      : [`refs/heads/${revision}`, revision];
    for (const candidate of candidates) {
      const sha = await this.#verify(candidate, 'commit');
      if (sha) {
        return sha;
      }
    }
    return undefined;
  }

  /** The full sha of an object of any or of one type. */
  async findObject(
    revision: string,
    type: GitRef['type'] | 'object' = 'object',
  ): Promise<string | undefined> {
    return this.#verify(revision, type);
  }

  async refs(prefix = 'refs/'): Promise<GitRef[]> {
    const output = await this.run([
      'for-each-ref',
      '--format=%(refname)%00%(objectname)%00%(objecttype)',
    ]);
    return output
      .toString()
      .split('\n')
      .filter(line => line.startsWith(prefix))
      .map(line => {
        const [name, sha, type] = line.split('\0');
        return { name, sha, type: objectType(type) };
      });
  }

  async commits(query: CommitQuery): Promise<GitCommit[]> {
    return readCommits(this, query);
  }

  async commit(sha: string): Promise<GitCommit | undefined> {
    return (await this.commitsBySha([sha])).get(sha);
  }

  /** Those of the full shas that are commits here. */
  async commitsBySha(shas: string[]): Promise<Map<string, GitCommit>> {
    const unknown = [...new Set(shas)].filter(
      sha => /^[0-9a-f]{40}$/.test(sha) && !this.#commits.has(sha),
    );
    if (unknown.length > 0) {
      const read = await readCommits(this, { from: unknown, noWalk: true });
      for (const commit of read) {
        this.#commits.set(commit.sha, commit);
      }
    }
    return new Map(
      shas.flatMap(sha => {
        const commit = this.#commits.get(sha);
        return commit ? [[sha, commit]] : [];
      }),
    );
  }

  /** How many commits the query matches, whatever its limit. */
  async countCommits(query: CommitQuery): Promise<number> {
    return (await readCommits(this, { ...query, limit: undefined, skip: 0 }))
      .length;
  }

  async mergeBase(one: string, other: string): Promise<string | undefined> {
    return this.#optional(['merge-base', one, other]);
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    const answer = await this.#optional([
      'merge-base',
      '--is-ancestor',
      ancestor,
      descendant,
    ]);
    return answer !== undefined;
  }

  /** What a tree or commit changes against another. */
  async changes(
    before: string,
    after: string,
    options: { patches: boolean },
  ): Promise<GitFileChange[]> {
    return readChanges(this, before, after, options);
  }

  /** Entries of a folder, or of everything below it. */
  async tree(
    revision: string,
    options: { recursive: boolean; folders: boolean },
  ): Promise<GitTreeEntry[]> {
    const output = await this.run([
      'ls-tree',
      '-z',
      '-l',
      ...(options.recursive ? ['-r'] : []),
      ...(options.recursive && options.folders ? ['-t'] : []),
      revision,
    ]);
    return parseTree(output);
  }

  /** The entry at a path of a commit. */
  async entry(commit: string, path: string): Promise<GitTreeEntry | undefined> {
    if (!isSafePath(path)) {
      return undefined;
    }
    const output = await this.run([
      '--literal-pathspecs',
      'ls-tree',
      '-z',
      '-l',
      commit,
      '--',
      path,
    ]);
    return parseTree(output).find(entry => entry.path === path);
  }

  async blob(sha: string): Promise<Buffer> {
    return this.run(['cat-file', 'blob', sha]);
  }

  async readFile(revision: string, path: string): Promise<Buffer | undefined> {
    const commit = await this.resolve(revision);
    const entry = commit && (await this.entry(commit, path));
    return entry && entry.type === 'blob' ? this.blob(entry.sha) : undefined;
  }

  async sizeInKilobytes(): Promise<number> {
    const output = (await this.run(['count-objects', '-v'])).toString();
    const figure = (name: string) =>
      Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
    return figure('size') + figure('size-pack');
  }

  async run(
    args: string[],
    options: Parameters<typeof runGit>[2] = {},
  ): Promise<Buffer> {
    return runGit(this.folder, args, options);
  }

  async #verify(
    revision: string,
    type: GitRef['type'] | 'object',
  ): Promise<string | undefined> {
    return isSafeRevision(revision)
      ? this.#optional([
          'rev-parse',
          '--verify',
          '--quiet',
          '--end-of-options',
          `${revision}^{${type}}`,
        ])
      : undefined;
  }

  /** Nothing where git says no; git's other errors stay errors. */
  async #optional(args: string[]): Promise<string | undefined> {
    try {
      return (await this.run(args)).toString().trim();
    } catch (error) {
      if (
        error instanceof GitError &&
        (error.exitCode === 1 || error.exitCode === 128)
      ) {
        return undefined;
      }
      throw error;
    }
  }
}

function parseTree(output: Buffer): GitTreeEntry[] {
  return output
    .toString()
    .split('\0')
    .filter(line => line !== '')
    .map(line => {
      const tab = line.indexOf('\t');
      const [mode, type, sha, size] = line.slice(0, tab).split(/ +/);
      return {
        path: line.slice(tab + 1),
        mode,
        type: type === 'tree' || type === 'commit' ? type : 'blob',
        sha,
        ...(size === '-' ? {} : { size: Number(size) }),
      };
    });
}
