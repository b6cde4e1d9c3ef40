import { Scan } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';

/** A scan as stored. */
export interface ScanRow {
  key: number;
  service_ref: string;
  id: string;
  source_id: string;
  scanner: string;
  scanner_version: string | null;
  scope: string;
  commit_sha: string;
  complete: boolean | number;
  at: string;
}

/** The newest complete scan of each scope at a commit: together they say which findings its release has. */
export async function newestScans(
  knex: Knex,
  serviceRef: string,
  commit: string,
): Promise<ScanRow[]> {
  const rows = await knex<ScanRow>('scans')
    .where({ service_ref: serviceRef, commit_sha: commit, complete: true })
    .orderBy([
      { column: 'at', order: 'desc' },
      { column: 'key', order: 'desc' },
    ]);
  const newest = new Map<string, ScanRow>();
  for (const row of rows) {
    const scope = `${row.scanner}\n${row.scope}`;
    if (!newest.has(scope)) {
      newest.set(scope, row);
    }
  }
  return [...newest.values()];
}

export function toScan(row: ScanRow): Scan {
  return {
    scanner: row.scanner,
    scannerVersion: row.scanner_version ?? undefined,
    scope: row.scope,
    commit: row.commit_sha,
    complete: Boolean(row.complete),
    at: row.at,
  };
}
