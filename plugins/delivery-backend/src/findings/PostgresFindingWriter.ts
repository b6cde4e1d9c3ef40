import { Knex } from 'knex';
import {
  ChangedFinding,
  changedFindingColumns,
  NewFinding,
  newFindingColumns,
} from './findingColumns';
import { FindingRow } from './findingRow';
import type { FindingWriter } from './FindingWriter';
import { StateChange } from './transition';

/** Writes with one statement per chunk that takes all rows as one value, so that its text never changes. */
export class PostgresFindingWriter implements FindingWriter {
  /** Every chunk costs some round trips. */
  readonly chunkSize = 1_000;
  readonly #trx: Knex.Transaction;

  static create(trx: Knex.Transaction): PostgresFindingWriter {
    return new PostgresFindingWriter(trx);
  }

  private constructor(trx: Knex.Transaction) {
    this.#trx = trx;
  }

  async known(ids: string[]): Promise<FindingRow[]> {
    const { rows } = await this.#trx.raw<{ rows: FindingRow[] }>(
      'select * from findings where id = any(?::text[])',
      [ids],
    );
    return rows;
  }

  async insert(rows: NewFinding[]): Promise<number[]> {
    const names = Object.keys(newFindingColumns);
    const result = await this.#trx.raw<{ rows: { key: number }[] }>(
      `insert into findings (${names.join()}) select * from ${recordsOf(
        newFindingColumns,
      )} returning key`,
      [JSON.stringify(rows)],
    );
    return result.rows.map(row => row.key);
  }

  async change(rows: ChangedFinding[]): Promise<void> {
    if (rows.length === 0) {
      return;
    }
    const columns = { key: 'integer', ...changedFindingColumns } as const;
    const names = Object.keys(changedFindingColumns);
    await this.#trx.raw(
      `update findings f set ${names.map(
        name => `${name} = v.${name}`,
      )} from ${recordsOf(columns)} where f.key = v.key`,
      [JSON.stringify(rows)],
    );
  }

  async touch(keys: number[], at: string): Promise<void> {
    if (keys.length === 0) {
      return;
    }
    await this.#trx.raw(
      'update findings set last_seen_at = greatest(last_seen_at, ?), first_seen_at = least(first_seen_at, ?) where key = any(?::int[]) and (last_seen_at < ? or first_seen_at > ?)',
      [at, at, keys, at, at],
    );
  }

  async sight(scanKey: number, keys: number[]): Promise<void> {
    await this.#trx.raw(
      'insert into finding_sightings (scan_key, finding_key) select ?::int, key from unnest(?::int[]) as t(key) on conflict do nothing',
      [scanKey, keys],
    );
  }

  async transition(keys: number[], change: StateChange): Promise<void> {
    if (keys.length === 0) {
      return;
    }
    const { at, by, state, reason, note } = change;
    await this.#trx.raw(
      'insert into finding_transitions (finding_key, at, by, state, reason, note) select key, ?::text, ?::text, ?::text, ?::text, ?::text from unnest(?::int[]) as t(key)',
      [at, by ?? null, state, reason ?? null, note, keys],
    );
  }
}

/** The rows of one bound JSON array. */
function recordsOf(columns: Record<string, 'text' | 'integer'>): string {
  const definitions = Object.entries(columns).map(
    ([name, type]) => `${name} ${type}`,
  );
  return `json_to_recordset(?::json) as v(${definitions.join()})`;
}
