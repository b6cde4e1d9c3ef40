import { ScanObservation } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ClockDays } from '../pipelines/pipelineConfig';
import { FindingRow } from './findingRow';
import { FindingWriter, findingWriterOf } from './FindingWriter';
import { lockService } from './lockService';
import { ScanRow } from './newestScans';
import { recountCommit, recountCommitsOf, recountService } from './rollups';
import { insertScan, nextCompleteScan } from './scanOperations';
import { storeResults, Tally } from './storeResults';

const chunkSize = 250;

/**
 * Takes scans in. A person's decision survives every scan; only a complete scan that is the newest of its scope closes
 * what it does not report; a scan that is read late tells what was, not what is.
 */
export class FindingIngest {
  readonly #knex: Knex;
  readonly #clockDays: ClockDays;

  static create(options: { knex: Knex; clockDays: ClockDays }): FindingIngest {
    return new FindingIngest(options.knex, options.clockDays);
  }

  private constructor(knex: Knex, clockDays: ClockDays) {
    this.#knex = knex;
    this.#clockDays = clockDays;
  }

  async knownScans(
    sourceId: string,
    serviceRef: string,
  ): Promise<ReadonlySet<string>> {
    const rows = await this.#knex<ScanRow>('scans')
      .where({ source_id: sourceId, service_ref: serviceRef })
      .select('id');
    return new Set(rows.map(row => row.id));
  }

  /** Returns false if the scan is stored already. */
  async observeScan(sourceId: string, scan: ScanObservation): Promise<boolean> {
    return this.#knex.transaction(async trx => {
      // Two scans of one scope must see each other.
      await lockService(trx, scan.serviceRef);
      const scanKey = await insertScan(trx, sourceId, scan);
      if (scanKey === undefined) {
        return false;
      }
      const writer = await findingWriterOf(trx);
      const supersededAt = await nextCompleteScan(trx, scan);
      const tally: Tally = {
        keys: new Set(),
        introduced: 0,
        fixed: 0,
        recount: [],
      };
      const results = [
        ...new Map(scan.results.map(each => [each.fingerprint, each])).values(),
      ];
      for (let start = 0; start < results.length; start += writer.chunkSize) {
        await storeResults(writer, {
          scan,
          scanKey,
          results: results.slice(start, start + writer.chunkSize),
          supersededAt,
          clockDays: this.#clockDays,
          tally,
        });
        // SQLite answers without leaving the event loop: let requests in between.
        await nextTurn();
      }
      if (scan.complete && !supersededAt) {
        await closeMissing(trx, writer, scan, tally);
      }
      if (tally.recount.length > 0) {
        await recountCommitsOf(trx, scan.serviceRef, tally.recount);
      }
      if (scan.complete) {
        await recountCommit(trx, scan.serviceRef, scan.commit);
      }
      await recountService(trx, scan.serviceRef, { at: scan.at, ...tally });
      return true;
    });
  }
}

/** Closes what a complete scan of the scope no longer reports. */
async function closeMissing(
  trx: Knex.Transaction,
  writer: FindingWriter,
  scan: ScanObservation,
  tally: Tally,
): Promise<void> {
  const rows = await trx<FindingRow>('findings')
    .where({
      service_ref: scan.serviceRef,
      scanner: scan.scanner,
      scope: scan.scope,
    })
    .whereNot({ state: 'fixed' })
    .select('key', 'state');
  const gone = rows.filter(row => !tally.keys.has(row.key));
  for (let start = 0; start < gone.length; start += chunkSize) {
    const chunk = gone.slice(start, start + chunkSize);
    const keys = chunk.map(row => row.key);
    await trx<FindingRow>('findings')
      .whereIn('key', keys)
      .update({ state: 'fixed', fixed_at: scan.at, due_at: null });
    await writer.transition(keys, {
      at: scan.at,
      state: 'fixed',
      note: `No longer reported by ${scan.scanner}`,
    });
    tally.fixed += chunk.length;
  }
}
