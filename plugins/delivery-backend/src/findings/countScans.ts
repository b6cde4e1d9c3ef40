import { ScanFindings } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { noFindings, onlyCounted, severityOf } from './findingRow';
import { ScanRow, toScan } from './newestScans';

interface CountRow {
  scan_key: number;
  severity: string;
  count: number | string;
  fixable: number | string;
}

/** What each of some scans found that is open now, per severity. */
export async function countScans(
  knex: Knex,
  scans: ScanRow[],
): Promise<ScanFindings[]> {
  const rows = await knex('finding_sightings')
    .join('findings', 'findings.key', 'finding_sightings.finding_key')
    .whereIn(
      'finding_sightings.scan_key',
      scans.map(scan => scan.key),
    )
    .where(onlyCounted)
    .groupBy('finding_sightings.scan_key', 'findings.severity')
    .select<CountRow[]>(
      'finding_sightings.scan_key',
      'findings.severity',
      knex.raw('count(*) as count'),
      knex.raw('count(findings.fixed_version) as fixable'),
    );
  return scans.map(scan => {
    const open = noFindings();
    const fixable = noFindings();
    for (const row of rows.filter(each => each.scan_key === scan.key)) {
      const severity = severityOf(row);
      open[severity] = Number(row.count);
      fixable[severity] = Number(row.fixable);
    }
    return { ...toScan(scan), open, fixable };
  });
}
