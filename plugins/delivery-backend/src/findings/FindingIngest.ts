import {
  ScanObservation,
  ScanResult,
} from '@fairway/backstage-plugin-delivery-node';
import { TriageState } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ClockDays } from '../pipelines/pipelineConfig';
import {
  dueAtOf,
  findingIdOf,
  FindingRow,
  scannedColumns,
  severityOf,
  stateOf,
} from './findingRow';
import { ScanRow } from './newestScans';
import { recountCommit, recountCommitsOf, recountService } from './rollups';

const chunkSize = 250;

interface Tally {
  keys: Set<number>;
  introduced: number;
  fixed: number;
  /** Findings whose severity changed what older commits count. */
  recount: number[];
}

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
      // One writer per service: two scans of one scope must see each other.
      await trx('services').where({ ref: scan.serviceRef }).forUpdate().first();
      const scanKey = await insertScan(trx, sourceId, scan);
      if (scanKey === undefined) {
        return false;
      }
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
      for (let start = 0; start < results.length; start += chunkSize) {
        await this.#storeChunk(trx, {
          scan,
          scanKey,
          results: results.slice(start, start + chunkSize),
          supersededAt,
          tally,
        });
        // SQLite answers without leaving the event loop: let requests in between.
        await nextTurn();
      }
      if (scan.complete && !supersededAt) {
        await closeMissing(trx, scan, tally);
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

  async #storeChunk(
    trx: Knex.Transaction,
    options: {
      scan: ScanObservation;
      scanKey: number;
      results: ScanResult[];
      supersededAt: string | undefined;
      tally: Tally;
    },
  ): Promise<void> {
    const { scan, scanKey, results, supersededAt, tally } = options;
    const byId = new Map(
      results.map(result => [
        findingIdOf({ ...scan, fingerprint: result.fingerprint }),
        result,
      ]),
    );
    const known = await trx<FindingRow>('findings').whereIn('id', [
      ...byId.keys(),
    ]);
    const knownIds = new Set(known.map(row => row.id));
    const fresh = [...byId].filter(([id]) => !knownIds.has(id));
    for (const key of await this.#insert(trx, scan, fresh, supersededAt)) {
      tally.keys.add(key);
    }
    tally.introduced += supersededAt ? 0 : fresh.length;
    for (const row of known) {
      tally.keys.add(row.key);
      const result = byId.get(row.id);
      if (result && !supersededAt) {
        await this.#seeAgain(trx, { scan, row, result, tally });
      }
    }
    await trx<FindingRow>('findings')
      .whereIn('id', [...knownIds])
      .where('last_seen_at', '<', scan.at)
      .update({ last_seen_at: scan.at });
    await trx<FindingRow>('findings')
      .whereIn('id', [...knownIds])
      .where('first_seen_at', '>', scan.at)
      .update({ first_seen_at: scan.at });
    const keys = await trx<FindingRow>('findings')
      .whereIn('id', [...byId.keys()])
      .select('key');
    if (keys.length > 0) {
      await trx('finding_sightings')
        .insert(keys.map(row => ({ scan_key: scanKey, finding_key: row.key })))
        .onConflict()
        .ignore();
    }
  }

  async #insert(
    trx: Knex.Transaction,
    scan: ScanObservation,
    fresh: [string, ScanResult][],
    supersededAt: string | undefined,
  ): Promise<number[]> {
    if (fresh.length === 0) {
      return [];
    }
    const state: TriageState = supersededAt ? 'fixed' : 'open';
    const rows = await trx('findings')
      .insert(
        fresh.map(([id, result]) => ({
          id,
          service_ref: scan.serviceRef,
          fingerprint: result.fingerprint.slice(0, 500),
          scanner: scan.scanner,
          scope: scan.scope,
          ...scannedColumns(result),
          state,
          first_seen_at: scan.at,
          last_seen_at: scan.at,
          fixed_at: supersededAt ?? null,
          due_at:
            dueAtOf({
              severity: result.severity,
              state,
              firstSeenAt: scan.at,
              clockDays: this.#clockDays,
            }) ?? null,
        })),
      )
      .returning<{ key: number }[]>('key');
    const keys = rows.map(row => row.key);
    await transition(trx, keys, {
      at: scan.at,
      state: 'open',
      note: `Reported by ${scan.scanner}`,
    });
    if (supersededAt) {
      await transition(trx, keys, {
        at: supersededAt,
        state: 'fixed',
        note: `No longer reported by ${scan.scanner}`,
      });
    }
    return keys;
  }

  /** Takes over what the scanner says now; brings back what had been fixed, with the decision it had. */
  async #seeAgain(
    trx: Knex.Transaction,
    options: {
      scan: ScanObservation;
      row: FindingRow;
      result: ScanResult;
      tally: Tally;
    },
  ): Promise<void> {
    const { scan, row, result, tally } = options;
    const columns = scannedColumns(result);
    const same = Object.entries(columns).every(
      ([name, value]) => row[name as keyof FindingRow] === value,
    );
    const wasFixed = stateOf(row) === 'fixed';
    if (same && !wasFixed) {
      return;
    }
    const state = wasFixed ? decisionOf(row, scan.at) : stateOf(row);
    await trx<FindingRow>('findings')
      .where({ key: row.key })
      .update({
        ...columns,
        state,
        fixed_at: null,
        due_at:
          dueAtOf({
            severity: result.severity,
            state,
            firstSeenAt: row.first_seen_at,
            clockDays: this.#clockDays,
          }) ?? null,
      });
    if (wasFixed) {
      tally.introduced += 1;
      await transition(trx, [row.key], {
        at: scan.at,
        state,
        note: `Reported again by ${scan.scanner}`,
      });
    }
    if (severityOf(row) !== result.severity) {
      tally.recount.push(row.key);
    }
  }
}

/** The state a person chose, unless what was accepted has ended. */
function decisionOf(row: FindingRow, at: string): TriageState {
  if (!row.decision || (row.accepted_until && row.accepted_until <= at)) {
    return 'open';
  }
  return stateOf({ state: row.decision });
}

async function insertScan(
  trx: Knex.Transaction,
  sourceId: string,
  scan: ScanObservation,
): Promise<number | undefined> {
  const rows = await trx('scans')
    .insert({
      service_ref: scan.serviceRef,
      id: scan.id,
      source_id: sourceId,
      scanner: scan.scanner,
      scanner_version: scan.scannerVersion ?? null,
      scope: scan.scope,
      commit_sha: scan.commit,
      complete: scan.complete,
      at: scan.at,
    })
    .onConflict(['service_ref', 'id'])
    .ignore()
    .returning<{ key: number }[]>('key');
  return rows[0]?.key;
}

/** When a later complete scan of the same scope was made; undefined if this one is the newest. */
async function nextCompleteScan(
  trx: Knex.Transaction,
  scan: ScanObservation,
): Promise<string | undefined> {
  const row = await trx<ScanRow>('scans')
    .where({
      service_ref: scan.serviceRef,
      scanner: scan.scanner,
      scope: scan.scope,
      complete: true,
    })
    .where('at', '>', scan.at)
    .orderBy('at')
    .first();
  return row?.at;
}

async function closeMissing(
  trx: Knex.Transaction,
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
    await transition(trx, keys, {
      at: scan.at,
      state: 'fixed',
      note: `No longer reported by ${scan.scanner}`,
    });
    tally.fixed += chunk.length;
  }
}

/** Notes a change of state of findings in their history. */
export async function transition(
  trx: Knex.Transaction,
  keys: number[],
  change: {
    at: string;
    state: TriageState;
    note: string;
    by?: string;
    reason?: string;
  },
): Promise<void> {
  if (keys.length === 0) {
    return;
  }
  await trx('finding_transitions').insert(
    keys.map(key => ({
      finding_key: key,
      at: change.at,
      by: change.by ?? null,
      state: change.state,
      reason: change.reason ?? null,
      note: change.note,
    })),
  );
}
