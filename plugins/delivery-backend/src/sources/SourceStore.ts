import {
  Freshness,
  freshnessSchema,
  SourceKind,
  sourceKindSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { SourceRow } from './freshness';
import { Lease } from './SourceLeaseStore';

interface Row {
  id: string;
  kind: string;
  title: string;
  stale_after_seconds: number;
  state: string;
  confirmed_at: string | null;
  alive_at: string | null;
  message: string | null;
  next_try_at: string | null;
  shown_state: string | null;
}

const maxMessage = 500;

/** How sources fare, in the database. Writes of a run carry its lease; those of a lost lease change nothing. */
export class SourceStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): SourceStore {
    return new SourceStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Makes the source known; what is stored about how it fares stays. */
  async register(source: {
    id: string;
    kind: SourceKind;
    title: string;
    staleAfterSeconds: number;
  }): Promise<void> {
    await this.#knex('sources')
      .insert({
        id: source.id,
        kind: source.kind,
        title: source.title,
        stale_after_seconds: source.staleAfterSeconds,
        state: 'stale',
        message: 'Not observed yet',
      })
      .onConflict('id')
      .merge(['kind', 'title', 'stale_after_seconds']);
  }

  /** Forgets sources that are no longer installed. */
  async keepOnly(ids: string[]): Promise<void> {
    await this.#knex('sources').whereNotIn('id', ids).delete();
  }

  async list(): Promise<SourceRow[]> {
    const rows = await this.#knex<Row>('sources').orderBy(['kind', 'id']);
    return rows.map(toSource);
  }

  async find(id: string): Promise<SourceRow | undefined> {
    const row = await this.#knex<Row>('sources').where({ id }).first();
    return row && toSource(row);
  }

  /** All that it stored is true, except where it fails for single services. */
  async confirm(lease: Lease, at: string): Promise<boolean> {
    return this.#write(lease, {
      state: 'fresh',
      confirmed_at: at,
      alive_at: at,
      message: null,
      next_try_at: null,
    });
  }

  /** It works, at least for some service. */
  async live(lease: Lease, at: string): Promise<boolean> {
    return this.#write(lease, {
      state: 'fresh',
      alive_at: at,
      message: null,
      next_try_at: null,
    });
  }

  /** The source as a whole failed; what it observed stays. */
  async fail(
    lease: Lease,
    failure: {
      state: 'denied' | 'unreachable';
      message: string;
      nextTryAt: string;
    },
  ): Promise<boolean> {
    return this.#write(lease, {
      state: failure.state,
      message: failure.message.slice(0, maxMessage),
      next_try_at: failure.nextTryAt,
    });
  }

  async show(sourceId: string, state: Freshness): Promise<void> {
    await this.#knex<Row>('sources')
      .where({ id: sourceId })
      .update({ shown_state: state });
  }

  async #write(lease: Lease, values: Partial<Row>): Promise<boolean> {
    const changed = await this.#knex('sources')
      .where({ id: lease.sourceId, lease_token: lease.token })
      .update(values);
    return changed > 0;
  }
}

function toSource(row: Row): SourceRow {
  return {
    id: row.id,
    kind: sourceKindSchema.parse(row.kind),
    title: row.title,
    staleAfterSeconds: row.stale_after_seconds,
    state: freshnessSchema.parse(row.state),
    confirmedAt: row.confirmed_at ?? undefined,
    aliveAt: row.alive_at ?? undefined,
    message: row.message ?? undefined,
    nextTryAt: row.next_try_at ?? undefined,
    shownState: freshnessSchema.optional().parse(row.shown_state ?? undefined),
  };
}
