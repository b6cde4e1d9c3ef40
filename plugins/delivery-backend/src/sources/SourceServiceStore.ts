import {
  Freshness,
  freshnessSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { ServiceFailure } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { later, SourceServiceRow, WHOLE_SERVICE } from './freshness';

interface Row {
  service_ref: string;
  source_id: string;
  environment: string;
  state: string;
  confirmed_at: string | null;
  message: string | null;
  shown_state: string | null;
}

const maxMessage = 500;
const keyColumns = ['service_ref', 'source_id', 'environment'];

/** How sources fare for single services, and for single environments of them, in the database. */
export class SourceServiceStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): SourceServiceStore {
    return new SourceServiceStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async ofService(serviceRef: string): Promise<SourceServiceRow[]> {
    const rows = await this.#knex<Row>('source_services').where({
      service_ref: serviceRef,
    });
    return rows.map(toSourceService);
  }

  /** The source observes the service, in all environments. */
  async confirm(
    sourceId: string,
    serviceRef: string,
    at: string,
  ): Promise<void> {
    const fresh = { state: 'fresh', confirmed_at: at, message: null };
    const key = { service_ref: serviceRef, source_id: sourceId };
    await this.#knex.transaction(async trx => {
      await trx<Row>('source_services').where(key).update(fresh);
      await trx<Row>('source_services')
        .insert({ ...key, environment: WHOLE_SERVICE, ...fresh })
        .onConflict(keyColumns)
        .ignore();
    });
  }

  /** The source observes everything: no failure for a service lasts. */
  async confirmAll(sourceId: string, at: string): Promise<void> {
    await this.#knex<Row>('source_services')
      .where({ source_id: sourceId })
      .whereIn('state', ['denied', 'unreachable'])
      .update({ state: 'fresh', message: null, confirmed_at: at });
  }

  /** Takes the place of what failed for the service until now. What does not fail keeps its age. */
  async fail(
    source: { id: string; confirmedAt?: string },
    serviceRef: string,
    failure: ServiceFailure,
    at: string,
  ): Promise<void> {
    const key = { service_ref: serviceRef, source_id: source.id };
    await this.#knex.transaction(async trx => {
      const rows = await trx<Row>('source_services').where(key).forUpdate();
      const whole = rows.find(row => row.environment === WHOLE_SERVICE);
      const failing = (environment: string): Row => {
        const row = rows.find(each => each.environment === environment);
        return {
          ...key,
          environment,
          state: failure.state,
          message: failure.message.slice(0, maxMessage),
          // The age of what fails stands still at its last confirmation.
          confirmed_at:
            row && !isFresh(row)
              ? row.confirmed_at
              : later(
                  source.confirmedAt,
                  (row ?? whole)?.confirmed_at ?? undefined,
                ) ?? null,
          shown_state: row?.shown_state ?? null,
        };
      };
      const fresh = (environment: string): Row => ({
        ...key,
        environment,
        state: 'fresh',
        message: null,
        confirmed_at: at,
        shown_state:
          rows.find(each => each.environment === environment)?.shown_state ??
          null,
      });
      const { environments, except = [] } = failure;
      const named = environments
        ? environments.map(failing)
        : [failing(WHOLE_SERVICE), ...except.map(fresh)];
      const others = rows
        .filter(
          row => !named.some(each => each.environment === row.environment),
        )
        .filter(row => !isFresh(row) || !environments);
      await trx<Row>('source_services')
        .insert([
          ...named,
          ...others.map(({ environment }) =>
            environments ? fresh(environment) : failing(environment),
          ),
        ])
        .onConflict(keyColumns)
        .merge();
    });
  }

  /**
   * Places whose shown freshness is not what is true now, and no others, which would fill every page for ever. Nothing is
   * stale without `staleBefore`.
   */
  async toShow(
    sourceId: string,
    options: { staleBefore: string | undefined; limit: number },
  ): Promise<SourceServiceRow[]> {
    const { staleBefore, limit } = options;
    const rows = await this.#knex<Row>('source_services')
      .where({ source_id: sourceId })
      .whereRaw(
        staleBefore === undefined
          ? `state <> coalesce(shown_state, 'fresh')`
          : `case when state = 'fresh' and coalesce(confirmed_at, '') < ? then 'stale' else state end
            <> coalesce(shown_state, 'fresh')`,
        staleBefore === undefined ? [] : [staleBefore],
      )
      .limit(limit);
    return rows.map(toSourceService);
  }

  async show(
    sourceId: string,
    places: SourceServiceRow[],
    state: Freshness,
  ): Promise<void> {
    const refsOf = new Map<string, string[]>();
    for (const { environment, serviceRef } of places) {
      refsOf.set(environment, [...(refsOf.get(environment) ?? []), serviceRef]);
    }
    for (const [environment, refs] of refsOf) {
      await this.#knex<Row>('source_services')
        .where({ source_id: sourceId, environment })
        .whereIn('service_ref', refs)
        .update({ shown_state: state });
    }
  }

  /** Forgets sources that are no longer installed. */
  async keepOnly(sourceIds: string[]): Promise<void> {
    await this.#knex('source_services')
      .whereNotIn('source_id', sourceIds)
      .delete();
  }
}

function isFresh(row: Row): boolean {
  return row.state === 'fresh';
}

function toSourceService(row: Row): SourceServiceRow {
  return {
    serviceRef: row.service_ref,
    sourceId: row.source_id,
    environment: row.environment,
    state: freshnessSchema.parse(row.state),
    confirmedAt: row.confirmed_at ?? undefined,
    message: row.message ?? undefined,
    shownState: freshnessSchema.optional().parse(row.shown_state ?? undefined),
  };
}
