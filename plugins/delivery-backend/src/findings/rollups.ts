import { severitySchema } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { noFindings, onlyCounted } from './findingRow';
import { newestScans } from './newestScans';

interface CountRow {
  severity: string;
  count: number | string;
  fixable: number | string;
}

/** Counts the open findings of a commit again, in the transaction that changed them. */
export async function recountCommit(
  trx: Knex.Transaction,
  serviceRef: string,
  commit: string,
): Promise<void> {
  const scans = await newestScans(trx, serviceRef, commit);
  if (scans.length === 0) {
    return;
  }
  const present = trx('finding_sightings')
    .whereIn(
      'scan_key',
      scans.map(scan => scan.key),
    )
    .select('finding_key');
  const rows = await trx('findings')
    .whereIn('key', present)
    .where(onlyCounted)
    .groupBy('severity')
    .select<CountRow[]>(
      'severity',
      trx.raw('count(*) as count'),
      trx.raw('count(fixed_version) as fixable'),
    );
  const open = noFindings();
  const fixable = noFindings();
  for (const row of rows) {
    const severity = severitySchema.parse(row.severity);
    open[severity] = Number(row.count);
    fixable[severity] = Number(row.fixable);
  }
  await trx('commit_findings')
    .insert({
      service_ref: serviceRef,
      commit_sha: commit,
      open: JSON.stringify(open),
      fixable: JSON.stringify(fixable),
    })
    .onConflict(['service_ref', 'commit_sha'])
    .merge();
}

/** Counts every commit again that has one of the findings, after a decision about them. */
export async function recountCommitsOf(
  trx: Knex.Transaction,
  serviceRef: string,
  findingKeys: number[],
): Promise<void> {
  const rows = await trx('scans')
    .where({ service_ref: serviceRef, complete: true })
    .whereIn(
      'key',
      trx('finding_sightings')
        .whereIn('finding_key', findingKeys)
        .select('scan_key'),
    )
    .distinct<{ commit_sha: string }[]>('commit_sha');
  for (const row of rows) {
    await recountCommit(trx, serviceRef, row.commit_sha);
  }
}

/** Counts the findings of a service again, and notes the day's end for the trend. */
export async function recountService(
  trx: Knex.Transaction,
  serviceRef: string,
  change: { at: string; introduced: number; fixed: number },
): Promise<void> {
  const rows = await trx('findings')
    .where({ service_ref: serviceRef })
    .groupBy('state', 'severity')
    .select<{ state: string; severity: string; count: number | string }[]>(
      'state',
      'severity',
      trx.raw('count(*) as count'),
    );
  const openCounts = noFindings();
  const totals = { total: 0, open: 0, decided: 0 };
  for (const row of rows) {
    const count = Number(row.count);
    totals.total += count;
    if (row.state === 'open' || row.state === 'acknowledged') {
      totals.open += count;
      openCounts[severitySchema.parse(row.severity)] += count;
    } else if (row.state !== 'fixed') {
      totals.decided += count;
    }
  }
  await trx('finding_totals')
    .insert({
      service_ref: serviceRef,
      ...totals,
      open_counts: JSON.stringify(openCounts),
    })
    .onConflict('service_ref')
    .merge();
  const day = await trendDay(trx, serviceRef, change.at);
  const counts = {
    critical_and_high: openCounts.critical + openCounts.high,
    lower: openCounts.medium + openCounts.low,
  };
  const { introduced, fixed } = change;
  await trx('finding_trend')
    .insert({ service_ref: serviceRef, day, ...counts, introduced, fixed })
    .onConflict(['service_ref', 'day'])
    .merge({
      ...counts,
      introduced: trx.raw('finding_trend.introduced + ?', [introduced]),
      fixed: trx.raw('finding_trend.fixed + ?', [fixed]),
    });
}

/** Counts tell what is now: those of a scan that is read late belong to the newest day, not into the past. */
async function trendDay(
  trx: Knex.Transaction,
  serviceRef: string,
  at: string,
): Promise<string> {
  const day = at.slice(0, 10);
  const later = await trx<{ service_ref: string; day: string }>('finding_trend')
    .where({ service_ref: serviceRef })
    .where('day', '>', day)
    .orderBy('day', 'desc')
    .first('day');
  return later?.day ?? day;
}
