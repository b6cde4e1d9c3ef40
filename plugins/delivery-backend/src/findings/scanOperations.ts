import { ScanObservation } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { ScanRow } from './newestScans';

/** Returns the key of the scan; undefined if it is stored already. */
export async function insertScan(
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
export async function nextCompleteScan(
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
