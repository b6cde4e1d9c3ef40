/** A commit and the files that it changed. */
export interface JournalEntry {
  commit: string;
  files: string[];
}

/** A folder, not counting some folders inside it. */
export interface Scope {
  folder: string;
  except: string[];
}

const MAX_ENTRIES = 5_000;

/**
 * Knows which commit changed a scope last, and follows the branch commit by commit: each commit is compared with its
 * parent once, however many scopes are asked for. Walking back through the history of a large repository is dear.
 */
export class ChangeJournal {
  readonly #between: (
    from: string,
    to: string,
  ) => Promise<JournalEntry[] | undefined>;
  readonly #search: (tip: string, scope: Scope) => Promise<string>;
  /** What a scope's last change was after so many entries. */
  readonly #known = new Map<string, { after: number; commit: string }>();
  #entries: JournalEntry[] = [];
  /** How many entries lead to a commit. */
  #places = new Map<string, number>();
  #tip: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  static create(options: {
    /**
     * Commits after one and up to another, oldest first, each the parent of the next; undefined if the branch did not go
     * from the first to the second.
     */
    between(from: string, to: string): Promise<JournalEntry[] | undefined>;
    /** Looks through the whole branch, parent by parent. */
    search(tip: string, scope: Scope): Promise<string>;
  }): ChangeJournal {
    return new ChangeJournal(options);
  }

  private constructor(options: Parameters<typeof ChangeJournal.create>[0]) {
    this.#between = options.between;
    this.#search = options.search;
  }

  /** The newest commit up to `tip` that changed something in the scope. */
  async lastChange(tip: string, scope: Scope): Promise<string> {
    await this.#inTurn(() => this.#follow(tip));
    const place = this.#places.get(tip) ?? 0;
    const key = [scope.folder, ...scope.except].join('\0');
    const known = this.#known.get(key);
    if (!known || known.after > place) {
      const commit = await this.#search(tip, scope);
      if (this.#places.get(tip) === place) {
        this.#known.set(key, { after: place, commit });
      }
      return commit;
    }
    const newer = this.#entries
      .slice(known.after, place)
      .reverse()
      .find(({ files }) => files.some(file => isIn(file, scope)));
    return newer?.commit ?? known.commit;
  }

  async #follow(tip: string): Promise<void> {
    if (this.#places.has(tip)) {
      return;
    }
    const entries =
      this.#tip === undefined || this.#entries.length > MAX_ENTRIES
        ? undefined
        : await this.#between(this.#tip, tip);
    if (!entries) {
      this.#entries = [];
      this.#known.clear();
      this.#places = new Map([[tip, 0]]);
    }
    for (const entry of entries ?? []) {
      this.#entries.push(entry);
      this.#places.set(entry.commit, this.#entries.length);
    }
    this.#tip = tip;
  }

  async #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    await turn;
  }
}

function isIn(file: string, { folder, except }: Scope): boolean {
  const under = (parent: string) =>
    file === parent || file.startsWith(`${parent}/`);
  return (folder === '' || under(folder)) && !except.some(under);
}

/** Reads what `git log -z --name-only --format=%x00%H` prints: an empty word goes before each commit. */
export function readJournal(output: string): JournalEntry[] {
  const entries: JournalEntry[] = [];
  const words = output.split('\0').map(word => word.replace(/^\n/, ''));
  for (const [index, word] of words.entries()) {
    if (word === '') {
      continue;
    }
    if (words[index - 1] === '') {
      entries.push({ commit: word, files: [] });
    } else {
      entries.at(-1)?.files.push(word);
    }
  }
  return entries;
}
