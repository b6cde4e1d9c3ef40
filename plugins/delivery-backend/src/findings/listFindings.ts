import { findingsQuerySchema } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../database/cursor';
import { dismissals, FindingRow } from './findingRow';
import { newestScans } from './newestScans';

/** Where a finding is present, only a person's decision tells its state. */
const decidedState = `coalesce(decision, 'open')`;
const position = z.tuple([z.number().int(), z.number().int()]);

/** A page of findings, worst first. */
export interface FindingRowsPage {
  rows: FindingRow[];
  total: number;
  nextCursor?: string;
}

/**
 * Lists findings of a service. With `commit`, those that the newest complete scans at that commit report: what a
 * scanner no longer finds on a newer commit is still open there, so only a person's decision tells their state.
 * For the same reason nothing counts as fixed without it that one of the `runningCommits` still has.
 */
export async function listFindings(
  knex: Knex,
  options: {
    serviceRef: string;
    query: z.output<typeof findingsQuerySchema>;
    commit?: string;
    runningCommits: readonly string[];
    now: Date;
  },
): Promise<FindingRowsPage> {
  const { serviceRef, query, commit, now } = options;
  const commits = commit ? [commit] : [...new Set(options.runningCommits)];
  const scans = await Promise.all(
    commits.map(each => newestScans(knex, serviceRef, each)),
  );
  const scanKeys = scans.flat().map(scan => scan.key);
  const present = () =>
    knex('finding_sightings')
      .whereIn('scan_key', scanKeys)
      .select('finding_key');
  const filtered = () => {
    const rows = knex<FindingRow>('findings').where({
      service_ref: serviceRef,
    });
    if (commit) {
      rows.whereIn('key', present());
      rows.modify(filterState, query.state, decidedState);
    } else if ((query.state ?? 'not-fixed') === 'not-fixed') {
      rows.where(any =>
        any.whereNot({ state: 'fixed' }).orWhereIn('key', present()),
      );
    } else {
      rows.modify(filterState, query.state, 'state');
    }
    if (query.severity) {
      rows.where({ severity: query.severity });
    }
    if (query.scanner) {
      rows.where({ scanner: query.scanner });
    }
    if (query.overdue) {
      rows.where('due_at', '<', now.toISOString());
    }
    if (query.q) {
      const pattern = `%${query.q
        .toLocaleLowerCase('en-US')
        .replace(/[\\%_]/g, '\\$&')}%`;
      rows.where(text => {
        for (const column of ['title', 'rule', 'path', 'package_name']) {
          text.orWhereRaw(`lower(${column}) like ? escape '\\'`, [pattern]);
        }
      });
    }
    return rows;
  };
  const page = filtered()
    .orderBy(['rank', 'key'])
    .limit(query.limit + 1);
  if (query.cursor) {
    const [rank, key] = decodeCursor(query.cursor, position);
    page.where(after =>
      after
        .where('rank', '>', rank)
        .orWhere(same => same.where({ rank }).where('key', '>', key)),
    );
  }
  const [rows, counted] = await Promise.all([
    page,
    filtered().count<{ count: number | string }[]>({ count: '*' }),
  ]);
  const shown = rows.slice(0, query.limit);
  const last = shown[shown.length - 1];
  return {
    rows: shown,
    total: Number(counted[0].count),
    nextCursor:
      rows.length > shown.length
        ? encodeCursor([last.rank, last.key])
        : undefined,
  };
}

function filterState(
  rows: Knex.QueryBuilder,
  state: z.output<typeof findingsQuerySchema>['state'],
  column: string,
): void {
  switch (state) {
    case undefined:
    case 'not-fixed':
    case 'any':
      return;
    case 'decided':
      rows.whereRaw(`${column} in (?, ?)`, [...dismissals]);
      return;
    default:
      rows.whereRaw(`${column} = ?`, [state]);
  }
}
