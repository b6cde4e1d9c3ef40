import Database from 'better-sqlite3';

/**
 * Keeps JSON documents by collection and key in one SQLite file, so that a restart finds everything again.
 */
export class DocumentStore {
  readonly #database: Database.Database;

  static open(file: string): DocumentStore {
    const database = new Database(file);
    database.pragma('journal_mode = WAL');
    // A power cut may cost the last moments; the seed's thousands of small writes are worth more.
    database.pragma('synchronous = NORMAL');
    database.exec(
      `CREATE TABLE IF NOT EXISTS documents (
         collection TEXT NOT NULL,
         key TEXT NOT NULL,
         body TEXT NOT NULL,
         PRIMARY KEY (collection, key)
       ) WITHOUT ROWID`,
    );
    return new DocumentStore(database);
  }

  private constructor(database: Database.Database) {
    this.#database = database;
  }

  collection<T>(name: string): DocumentCollection<T> {
    return new DocumentCollection<T>(this.#database, name);
  }

  /** Runs `work` in one transaction: all of its writes are kept, or none. */
  transaction<T>(work: () => T): T {
    return this.#database.transaction(work)();
  }

  close(): void {
    this.#database.close();
  }
}

/** One named set of documents. */
export class DocumentCollection<T> {
  readonly #name: string;
  readonly #get: Database.Statement<[string, string], { body: string }>;
  readonly #put: Database.Statement<[string, string, string]>;
  readonly #delete: Database.Statement<[string, string]>;
  readonly #list: Database.Statement<
    [string, string, string],
    { key: string; body: string }
  >;

  constructor(database: Database.Database, name: string) {
    this.#name = name;
    this.#get = database.prepare(
      'SELECT body FROM documents WHERE collection = ? AND key = ?',
    );
    this.#put = database.prepare(
      'INSERT INTO documents (collection, key, body) VALUES (?, ?, ?) ' +
        'ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body',
    );
    this.#delete = database.prepare(
      'DELETE FROM documents WHERE collection = ? AND key = ?',
    );
    this.#list = database.prepare(
      'SELECT key, body FROM documents WHERE collection = ? AND key >= ? AND key < ? ORDER BY key',
    );
  }

  get(key: string): T | undefined {
    const row = this.#get.get(this.#name, key);
    return row ? (JSON.parse(row.body) as T) : undefined;
  }

  put(key: string, value: T): void {
    this.#put.run(this.#name, key, JSON.stringify(value));
  }

  delete(key: string): void {
    this.#delete.run(this.#name, key);
  }

  /** All documents whose key starts with `prefix`, in the order of their keys. */
  list(prefix = ''): { key: string; value: T }[] {
    return this.#list
      .all(this.#name, prefix, `${prefix}\uffff`)
      .map(row => ({ key: row.key, value: JSON.parse(row.body) as T }));
  }
}
