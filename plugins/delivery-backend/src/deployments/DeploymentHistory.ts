import { Knex } from 'knex';
import { DeploymentHistoryRow } from './DeploymentStore';

interface Row {
  id: number;
  environment: string;
  digest: string;
  since: string;
  until: string | null;
  worst_health: string;
  version: string | null;
  release_id: string | null;
}

const maxSpans = 2000;
const maxEarlier = 200;

/** A release that ran in an environment before, without ever being seen failing there. */
export interface EarlierRelease {
  releaseId: string;
  /** When it last gave way to another one. */
  until: string;
}

/** Reads which releases ran where and when. History is never deleted. */
export class DeploymentHistory {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DeploymentHistory {
    return new DeploymentHistory(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Spans that touch the time from `since` on, oldest first. */
  async track(
    serviceRef: string,
    since: string,
  ): Promise<DeploymentHistoryRow[]> {
    const rows = await this.#spans(serviceRef)
      .where(query =>
        query.whereNull('h.until').orWhere('h.until', '>=', since),
      )
      .orderBy(['h.since', 'h.id'])
      .limit(maxSpans);
    return rows.map(toHistory);
  }

  /** Releases that ran in the environment and gave way to another one, the last first. Those seen failing are left out. */
  async earlier(
    serviceRef: string,
    environment: string,
  ): Promise<EarlierRelease[]> {
    const rows = await this.#spans(serviceRef)
      .where('h.environment', environment)
      .whereNotNull('h.until')
      .orderBy('h.until', 'desc')
      .limit(maxEarlier);
    const failed = new Set(
      rows.flatMap(row =>
        ['degraded', 'missing'].includes(row.worst_health) ? [row.digest] : [],
      ),
    );
    const earlier = new Map<string, EarlierRelease>();
    for (const { release_id: releaseId, digest, until } of rows) {
      if (
        releaseId &&
        until &&
        !failed.has(digest) &&
        !earlier.has(releaseId)
      ) {
        earlier.set(releaseId, { releaseId, until });
      }
    }
    return [...earlier.values()];
  }

  /** Spans by start, newest first. */
  async history(
    serviceRef: string,
    options: { limit: number; before?: { at: string; id: number } },
  ): Promise<DeploymentHistoryRow[]> {
    const { limit, before } = options;
    const query = this.#spans(serviceRef)
      .orderBy([
        { column: 'h.since', order: 'desc' },
        { column: 'h.id', order: 'desc' },
      ])
      .limit(limit);
    if (before) {
      query.where(older =>
        older
          .where('h.since', '<', before.at)
          .orWhere(same =>
            same.where('h.since', before.at).where('h.id', '<', before.id),
          ),
      );
    }
    return (await query).map(toHistory);
  }

  async historyCount(serviceRef: string): Promise<number> {
    const row = await this.#knex('deployment_history')
      .where({ service_ref: serviceRef })
      .count<{ count: number | string }>({ count: '*' })
      .first();
    return Number(row?.count ?? 0);
  }

  #spans(serviceRef: string) {
    return this.#knex('deployment_history as h')
      .where('h.service_ref', serviceRef)
      .select<Row[]>(
        'h.*',
        this.#release('version'),
        this.#release('id', 'release_id'),
      );
  }

  /** The newest release with the digest of a span. */
  #release(column: 'version' | 'id', name: string = column) {
    return this.#knex('releases as r')
      .whereRaw('r.service_ref = h.service_ref and r.digest = h.digest')
      .orderBy('r.sequence', 'desc')
      .limit(1)
      .select(`r.${column}`)
      .as(name);
  }
}

function toHistory(row: Row): DeploymentHistoryRow {
  return {
    id: row.id,
    environment: row.environment,
    version: row.version ?? undefined,
    releaseId: row.release_id ?? undefined,
    digest: row.digest,
    from: row.since,
    to: row.until ?? undefined,
    worstHealth: row.worst_health,
  };
}
