import { Knex } from 'knex';
import {
  SqliteStatement,
  sqliteStatements,
} from '../database/sqliteStatements';
import {
  ChangedFinding,
  changedFindingColumns,
  NewFinding,
  newFindingColumns,
} from './findingColumns';
import { FindingRow } from './findingRow';
import type { FindingWriter } from './FindingWriter';
import { StateChange } from './transition';

const newColumns = columnsOf(newFindingColumns);
const changedColumns = columnsOf(changedFindingColumns);

/** Writes row by row with prepared statements. */
export class SqliteFindingWriter implements FindingWriter {
  /** SQLite answers without leaving the event loop: small enough to let others in often. */
  readonly chunkSize = 250;
  readonly #prepare: (sql: string) => SqliteStatement;

  static async create(trx: Knex.Transaction): Promise<SqliteFindingWriter> {
    return new SqliteFindingWriter(await sqliteStatements(trx));
  }

  private constructor(prepare: (sql: string) => SqliteStatement) {
    this.#prepare = prepare;
  }

  async known(ids: string[]): Promise<FindingRow[]> {
    const select = this.#prepare('select * from findings where id = ?');
    return ids.map(id => select.get(id)).filter(isRow);
  }

  async insert(rows: NewFinding[]): Promise<number[]> {
    const insert = this.#prepare(
      `insert into findings (${newColumns}) values (${newColumns.map(
        () => '?',
      )})`,
    );
    return rows.map(row =>
      Number(insert.run(newColumns.map(name => row[name])).lastInsertRowid),
    );
  }

  async change(rows: ChangedFinding[]): Promise<void> {
    const update = this.#prepare(
      `update findings set ${changedColumns.map(
        name => `${name} = ?`,
      )} where key = ?`,
    );
    for (const row of rows) {
      update.run([...changedColumns.map(name => row[name]), row.key]);
    }
  }

  async touch(keys: number[], at: string): Promise<void> {
    const update = this.#prepare(
      'update findings set last_seen_at = max(last_seen_at, ?), first_seen_at = min(first_seen_at, ?) where key = ? and (last_seen_at < ? or first_seen_at > ?)',
    );
    for (const key of keys) {
      update.run(at, at, key, at, at);
    }
  }

  async sight(scanKey: number, keys: number[]): Promise<void> {
    const insert = this.#prepare(
      'insert into finding_sightings (scan_key, finding_key) values (?, ?) on conflict do nothing',
    );
    for (const key of keys) {
      insert.run(scanKey, key);
    }
  }

  async transition(keys: number[], change: StateChange): Promise<void> {
    const insert = this.#prepare(
      'insert into finding_transitions (finding_key, at, by, state, reason, note) values (?, ?, ?, ?, ?, ?)',
    );
    const { at, by, state, reason, note } = change;
    for (const key of keys) {
      insert.run(key, at, by ?? null, state, reason ?? null, note);
    }
  }
}

function columnsOf<T extends object>(columns: T): (keyof T)[] {
  const names: (keyof T)[] = [];
  for (const name in columns) {
    if (Object.hasOwn(columns, name)) {
      names.push(name);
    }
  }
  return names;
}

/** The statement names no columns, so what it finds is a row of the table. */
function isRow(value: unknown): value is FindingRow {
  return value !== undefined;
}
