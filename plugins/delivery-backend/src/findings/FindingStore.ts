import {
  Finding,
  FindingDetail,
  FindingTransition,
  Scan,
  SeverityCounts,
  TrendPoint,
} from '@fairway/backstage-plugin-delivery-common';
import { ScanFindings } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { countScans } from './countScans';
import { FindingLine, FindingReader } from './FindingReader';
import {
  FindingRow,
  noFindings,
  onlyCounted,
  severityOf,
  stateOf,
  toFinding,
} from './findingRow';
import { newestScans, ScanRow, toScan } from './newestScans';

/** Which environment runs which commit: by it findings are exposed. */
export interface RunningCommit {
  environment: string;
  commit: string;
}

interface TransitionRow {
  at: string;
  by: string | null;
  state: string;
  reason: string | null;
  note: string;
}

/** Reads findings. Counts come from rollups that every write keeps exact. */
export class FindingStore implements FindingReader {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): FindingStore {
    return new FindingStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async row(serviceRef: string, id: string): Promise<FindingRow | undefined> {
    return this.#knex<FindingRow>('findings')
      .where({ service_ref: serviceRef, id })
      .first();
  }

  async detail(
    serviceRef: string,
    id: string,
    running: RunningCommit[],
  ): Promise<FindingDetail | undefined> {
    const row = await this.row(serviceRef, id);
    if (!row) {
      return undefined;
    }
    const [[finding], witnesses, history] = await Promise.all([
      this.withEnvironments(serviceRef, [row], running),
      this.#witnesses(row.key),
      this.#history(row.key),
    ]);
    return { ...finding, witnesses, history };
  }

  /** Says for each finding in which environments the running release has it. */
  async withEnvironments(
    serviceRef: string,
    rows: FindingRow[],
    running: RunningCommit[],
  ): Promise<Finding[]> {
    const environments = new Map<number, string[]>();
    for (const { environment, commit } of running) {
      const scans = await newestScans(this.#knex, serviceRef, commit);
      const present = await this.#knex('finding_sightings')
        .whereIn(
          'scan_key',
          scans.map(scan => scan.key),
        )
        .whereIn(
          'finding_key',
          rows.map(row => row.key),
        )
        .distinct<{ finding_key: number }[]>('finding_key');
      for (const { finding_key: key } of present) {
        environments.set(key, [...(environments.get(key) ?? []), environment]);
      }
    }
    return rows.map(row => toFinding(row, environments.get(row.key) ?? []));
  }

  async openCounts(
    serviceRef: string,
    commit: string,
  ): Promise<SeverityCounts | undefined> {
    const row = await this.#knex('commit_findings')
      .where({ service_ref: serviceRef, commit_sha: commit })
      .first<{ open: string }>('open');
    return row && JSON.parse(row.open);
  }

  async scansOfCommit(
    serviceRef: string,
    commit: string,
  ): Promise<ScanFindings[]> {
    const scans = await newestScans(this.#knex, serviceRef, commit);
    return countScans(this.#knex, scans);
  }

  async compare(
    serviceRef: string,
    from: string | undefined,
    to: string,
  ): Promise<{
    known: boolean;
    fixed: FindingLine[];
    introduced: FindingLine[];
    asOf?: string;
  }> {
    const [before, after] = await Promise.all([
      from ? newestScans(this.#knex, serviceRef, from) : [],
      newestScans(this.#knex, serviceRef, to),
    ]);
    if (after.length === 0 || (from && before.length === 0)) {
      return { known: false, fixed: [], introduced: [] };
    }
    const [fixed, introduced] = await Promise.all([
      this.#difference(before, after),
      this.#difference(after, before),
    ]);
    const asOf = [...before, ...after].map(scan => scan.at).sort();
    return { known: true, fixed, introduced, asOf: asOf[asOf.length - 1] };
  }

  /** Open findings whose clock ran out, in what runs at a commit. */
  async overdue(
    serviceRef: string,
    commit: string,
    now: string,
  ): Promise<number> {
    const scans = await newestScans(this.#knex, serviceRef, commit);
    const row = await this.#knex('findings')
      .where({ service_ref: serviceRef })
      .where('due_at', '<', now)
      .whereIn('key', this.#presentIn(scans))
      .count<{ count: number | string }>({ count: '*' })
      .first();
    return Number(row?.count ?? 0);
  }

  async totals(serviceRef: string): Promise<{
    total: number;
    open: number;
    decided: number;
    openCounts: SeverityCounts;
  }> {
    const row = await this.#knex('finding_totals')
      .where({ service_ref: serviceRef })
      .first<{
        total: number;
        open: number;
        decided: number;
        open_counts: string;
      }>();
    return {
      total: row?.total ?? 0,
      open: row?.open ?? 0,
      decided: row?.decided ?? 0,
      openCounts: row ? JSON.parse(row.open_counts) : noFindings(),
    };
  }

  /** The newest scan of each scanner and scope, which is not always the one that arrived last. */
  async scans(serviceRef: string): Promise<Scan[]> {
    const newest = this.#knex('scans')
      .where({ service_ref: serviceRef })
      .groupBy('scanner', 'scope')
      .select('scanner', 'scope', { at: this.#knex.raw('max(at)') })
      .as('newest');
    const rows = await this.#knex<ScanRow>('scans')
      .join(newest, join =>
        join
          .on('newest.scanner', 'scans.scanner')
          .on('newest.scope', 'scans.scope')
          .on('newest.at', 'scans.at'),
      )
      .where({ service_ref: serviceRef })
      .select<ScanRow[]>('scans.*')
      .orderBy('scans.at', 'desc');
    return rows.map(toScan);
  }

  /** Days on which findings changed, oldest first, with the last one before `since` as the first. */
  async trend(
    serviceRef: string,
    since: string,
  ): Promise<(TrendPoint & { introduced: number; fixed: number })[]> {
    const rows = (filter: (query: Knex.QueryBuilder) => void) =>
      this.#knex('finding_trend')
        .where({ service_ref: serviceRef })
        .modify(filter)
        .select<
          {
            day: string;
            critical_and_high: number;
            lower: number;
            introduced: number;
            fixed: number;
          }[]
        >();
    const [before, after] = await Promise.all([
      rows(query =>
        query.where('day', '<', since).orderBy('day', 'desc').limit(1),
      ),
      rows(query => query.where('day', '>=', since).orderBy('day')),
    ]);
    return [...before, ...after].map(row => ({
      day: row.day,
      criticalAndHigh: row.critical_and_high,
      lower: row.lower,
      introduced: row.introduced,
      fixed: row.fixed,
    }));
  }

  async #difference(
    present: ScanRow[],
    absent: ScanRow[],
  ): Promise<FindingLine[]> {
    const rows = await this.#knex<FindingRow>('findings')
      .whereIn('key', this.#presentIn(present))
      .whereNotIn('key', this.#presentIn(absent))
      .where(onlyCounted)
      .orderBy(['rank', 'key'])
      .limit(500);
    return rows.map(row => ({
      id: row.id,
      severity: severityOf(row),
      title: row.title,
      detail: row.package_name ?? row.path ?? undefined,
    }));
  }

  #presentIn(scans: ScanRow[]) {
    return this.#knex('finding_sightings')
      .whereIn(
        'scan_key',
        scans.map(scan => scan.key),
      )
      .select('finding_key');
  }

  async #witnesses(key: number): Promise<Scan[]> {
    const rows = await this.#knex<ScanRow>('scans')
      .whereIn(
        'key',
        this.#knex('finding_sightings')
          .where({ finding_key: key })
          .select('scan_key'),
      )
      .orderBy('at', 'desc')
      .limit(20);
    return rows.map(toScan);
  }

  async #history(key: number): Promise<FindingTransition[]> {
    const rows = await this.#knex<TransitionRow>('finding_transitions')
      .where('finding_key', key)
      .orderBy('key', 'desc')
      .limit(200);
    return rows.map(row => ({
      at: row.at,
      by: row.by ?? undefined,
      state: stateOf(row),
      reason: row.reason ?? undefined,
      note: row.note,
    }));
  }
}
