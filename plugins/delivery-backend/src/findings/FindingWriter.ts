import { Knex } from 'knex';
import { isSqlite } from '../database/openDatabase';
import { ChangedFinding, NewFinding } from './findingColumns';
import { FindingRow } from './findingRow';
import { PostgresFindingWriter } from './PostgresFindingWriter';
import { SqliteFindingWriter } from './SqliteFindingWriter';
import { StateChange } from './transition';

/**
 * Writes many findings at once, in the way that each database does best: building a statement per chunk costs more than
 * storing the rows.
 */
export interface FindingWriter {
  /** How many findings to hand over at once. */
  readonly chunkSize: number;
  /** Findings that are stored already. */
  known(ids: string[]): Promise<FindingRow[]>;
  /** Returns the keys of the new rows. */
  insert(rows: NewFinding[]): Promise<number[]>;
  change(rows: ChangedFinding[]): Promise<void>;
  /** Widens the time in which findings were seen. */
  touch(keys: number[], at: string): Promise<void>;
  /** Notes that a scan reported findings. */
  sight(scanKey: number, keys: number[]): Promise<void>;
  /** Notes the same change of state for findings. */
  transition(keys: number[], change: StateChange): Promise<void>;
}

export async function findingWriterOf(
  trx: Knex.Transaction,
): Promise<FindingWriter> {
  return isSqlite(trx)
    ? SqliteFindingWriter.create(trx)
    : PostgresFindingWriter.create(trx);
}
