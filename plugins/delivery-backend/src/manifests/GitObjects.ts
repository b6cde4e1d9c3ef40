import { GitRunner } from '@fairway/backstage-plugin-delivery-node';
import {
  ChangeJournal,
  JournalEntry,
  Scope,
  readJournal,
} from './ChangeJournal';
import { CommitMemory } from './CommitMemory';
import { Draft, draftScript } from './draftScript';

/** The object database of a bare repository: reads it and adds commits to it, without a work tree and without a network. */
export class GitObjects {
  readonly #folder: string;
  readonly #git: GitRunner;
  readonly #memory = new CommitMemory();
  readonly #journal = ChangeJournal.create({
    between: (from, to) => this.#between(from, to),
    search: (tip, scope) => this.#search(tip, scope),
  });

  static create(options: { folder: string; git: GitRunner }): GitObjects {
    return new GitObjects(options);
  }

  private constructor(options: { folder: string; git: GitRunner }) {
    this.#folder = options.folder;
    this.#git = options.git;
  }

  /** The text of a file, or undefined if the commit has no such file. */
  async readFile(commit: string, file: string): Promise<string | undefined> {
    return this.#ask(['cat-file', 'blob', `${commit}:${file}`]);
  }

  /** Names of the entries of a folder; empty if there is no such folder. */
  async list(commit: string, folder: string): Promise<string[]> {
    const names = await this.#ask([
      'ls-tree',
      '-z',
      '--name-only',
      `${commit}:${folder}`,
    ]);
    return (names ?? '').split('\0').filter(Boolean);
  }

  /** Makes commits on top of each other, the first on top of `parent`; each differs in one file. One process for all. */
  async commit(
    parent: string,
    drafts: Draft[],
    signal: AbortSignal,
  ): Promise<string[]> {
    const output = await this.#run(
      ['fast-import', '--quiet', '--force', '--done'],
      { input: draftScript(parent, drafts, new Date()), signal },
    );
    const commits = output.split('\n').filter(Boolean);
    if (commits.length !== drafts.length) {
      throw new Error(
        `git fast-import made ${commits.length} commits of ${drafts.length}`,
      );
    }
    return commits;
  }

  /**
   * Finds the newest commits that carry a trailer with exactly these values. Each is looked for after its own `base`, or
   * in all history.
   */
  async findTrailers(
    key: string,
    wanted: { value: string; base: string | undefined }[],
    tip: string,
  ): Promise<Map<string, string>> {
    const groups = new Map<string | undefined, string[]>();
    for (const { value, base } of wanted) {
      const known = base && (await this.#isCommit(base)) ? base : undefined;
      groups.set(known, [...(groups.get(known) ?? []), value]);
    }
    const found = new Map<string, string>();
    await Promise.all(
      [...groups]
        .filter(([base]) => base !== tip)
        .map(async ([base, values]) => {
          const range = base ? `${base}..${tip}` : tip;
          const output = await this.#run([
            'log',
            '--fixed-strings',
            ...values.map(value => `--grep=${key}: ${value}`),
            `--format=%H%x09%(trailers:key=${key},valueonly,separator=%x2C)`,
            range,
            '--',
          ]);
          for (const line of output.split('\n')) {
            const [commit, carried = ''] = line.split('\t');
            for (const value of carried.split(',')) {
              if (values.includes(value) && !found.has(value)) {
                found.set(value, commit);
              }
            }
          }
        }),
    );
    return found;
  }

  /**
   * The newest commit up to `tip` that changed a folder of the branch, not counting some folders inside it. Of what was
   * merged that is the merge: only along first parents does the answer not depend on how much of the history one saw.
   */
  async lastChange(tip: string, scope: Scope): Promise<string> {
    return this.#journal.lastChange(tip, scope);
  }

  /** True if `ancestor` is `commit` or comes before it; false also if one of them is not known here. */
  async contains(commit: string, ancestor: string): Promise<boolean> {
    if (!(await this.#isCommit(commit)) || !(await this.#isCommit(ancestor))) {
      return false;
    }
    const yes = await this.#ask([
      'merge-base',
      '--is-ancestor',
      ancestor,
      commit,
    ]);
    return yes !== undefined;
  }

  async #search(tip: string, { folder, except }: Scope): Promise<string> {
    const commit = await this.#ask([
      'rev-list',
      '-1',
      '--first-parent',
      tip,
      '--',
      `:(top,literal)${folder}`,
      ...except.map(each => `:(top,literal,exclude)${each}`),
    ]);
    return commit?.trim() || tip;
  }

  async #between(
    from: string,
    to: string,
  ): Promise<JournalEntry[] | undefined> {
    if (!(await this.contains(to, from))) {
      return undefined;
    }
    const output = await this.#run([
      'log',
      '-z',
      '--reverse',
      '--first-parent',
      '--no-renames',
      '--diff-merges=first-parent',
      '--name-only',
      '--format=%x00%H',
      `${from}..${to}`,
      '--',
    ]);
    const entries = readJournal(output);
    // The branch may have come by a merge into another one: then `from` is not among its first parents.
    const before = await this.#ask([
      'rev-parse',
      '--verify',
      '--quiet',
      `${to}~${entries.length}`,
    ]);
    return before?.trim() === from ? entries : undefined;
  }

  async #isCommit(commit: string): Promise<boolean> {
    if (!/^[0-9a-f]{40}$/.test(commit)) {
      return false;
    }
    const yes = await this.#ask(['cat-file', '-e', `${commit}^{commit}`]);
    return yes !== undefined;
  }

  /** What git prints about a commit; undefined if it says no. */
  async #ask(args: string[]): Promise<string | undefined> {
    return this.#memory.recall(args, async () => {
      const result = await this.#git.try(args, { folder: this.#folder });
      return result.code === 0 ? result.output : undefined;
    });
  }

  async #run(
    args: string[],
    call: { input?: string; signal?: AbortSignal } = {},
  ): Promise<string> {
    const output = await this.#git.run(args, { folder: this.#folder, ...call });
    return output.trim();
  }
}
