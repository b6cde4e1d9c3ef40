import {
  Freshness,
  freshnessSchema,
  SourceKind,
  sourceKindSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { SourceRow, SourceServiceRow } from './freshness';
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

interface ServiceRow {
  service_ref: string;
  source_id: string;
  state: string;
  confirmed_at: string | null;
  message: string | null;
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
    await this.#knex('source_services').whereNotIn('source_id', ids).delete();
  }

  async list(): Promise<SourceRow[]> {
    const rows = await this.#knex<Row>('sources').orderBy(['kind', 'id']);
    return rows.map(toSource);
  }

  async ofService(serviceRef: string): Promise<SourceServiceRow[]> {
    const rows = await this.#knex<ServiceRow>('source_services').where({
      service_ref: serviceRef,
    });
    return rows.map(toSourceService);
  }

  /** Failures for services that are not shown yet, and shown failures that ended or aged. */
  async servicesToShow(
    sourceId: string,
    staleBefore: string,
  ): Promise<SourceServiceRow[]> {
    const rows = await this.#knex<ServiceRow>('source_services')
      .where({ source_id: sourceId })
      .where(query =>
        query
          .whereRaw(`state <> coalesce(shown_state, 'fresh')`)
          .orWhere(aged =>
            aged
              .where({ state: 'fresh' })
              .where('confirmed_at', '<', staleBefore)
              .whereRaw(`coalesce(shown_state, 'fresh') <> 'stale'`),
          ),
      )
      .limit(1000);
    return rows.map(toSourceService);
  }

  async confirmAll(lease: Lease, at: string): Promise<boolean> {
    const held = await this.#write(lease, {
      state: 'fresh',
      confirmed_at: at,
      alive_at: at,
      message: null,
      next_try_at: null,
    });
    if (held) {
      await this.#knex<ServiceRow>('source_services')
        .where({ source_id: lease.sourceId })
        .whereIn('state', ['denied', 'unreachable'])
        .update({ state: 'fresh', message: null, confirmed_at: at });
    }
    return held;
  }

  async confirmService(
    lease: Lease,
    serviceRef: string,
    at: string,
  ): Promise<boolean> {
    const held = await this.#write(lease, {
      state: 'fresh',
      alive_at: at,
      message: null,
      next_try_at: null,
    });
    return held && this.#writeService(lease, serviceRef, 'fresh', { at });
  }

  async failService(
    lease: Lease,
    serviceRef: string,
    failure: { state: 'denied' | 'unreachable'; message: string },
  ): Promise<boolean> {
    return this.#writeService(lease, serviceRef, failure.state, failure);
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

  async showServices(
    sourceId: string,
    serviceRefs: string[],
    state: Freshness,
  ): Promise<void> {
    await this.#knex<ServiceRow>('source_services')
      .where({ source_id: sourceId })
      .whereIn('service_ref', serviceRefs)
      .update({ shown_state: state });
  }

  async #write(lease: Lease, values: Partial<Row>): Promise<boolean> {
    const changed = await this.#knex('sources')
      .where({ id: lease.sourceId, lease_token: lease.token })
      .update(values);
    return changed > 0;
  }

  async #writeService(
    lease: Lease,
    serviceRef: string,
    state: Freshness,
    values: { at?: string; message?: string },
  ): Promise<boolean> {
    await this.#knex('source_services')
      .insert({
        service_ref: serviceRef,
        source_id: lease.sourceId,
        state,
        message: values.message?.slice(0, maxMessage) ?? null,
        ...(values.at && { confirmed_at: values.at }),
      })
      .onConflict(['service_ref', 'source_id'])
      .merge(['state', 'message', ...(values.at ? ['confirmed_at'] : [])]);
    return true;
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

function toSourceService(row: ServiceRow): SourceServiceRow {
  return {
    serviceRef: row.service_ref,
    sourceId: row.source_id,
    state: freshnessSchema.parse(row.state),
    confirmedAt: row.confirmed_at ?? undefined,
    message: row.message ?? undefined,
    shownState: freshnessSchema.optional().parse(row.shown_state ?? undefined),
  };
}
