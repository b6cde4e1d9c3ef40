import {
  FleetQuery,
  FleetRow,
  FleetState,
  fleetStateSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../database/cursor';
import { FleetRecord, noStates, StateCounts } from './fleetRecord';

type SortedRow = {
  service_ref: string;
  name: string;
  attention: number;
  behind: number;
  body: string;
};

/** Narrows a query to the services that a viewer may see. */
export type FleetFilter = (query: Knex.QueryBuilder) => void;

const position = z.tuple([z.number(), z.string(), z.string()]);
const states = fleetStateSchema.options;

/** Rows of the fleet page in the database: any filter is one batched read. */
export class FleetStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): FleetStore {
    return new FleetStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Whether the row is stored as it is. */
  async has({ row }: FleetRecord, knex = this.#knex): Promise<boolean> {
    const stored = await knex('fleet_rows')
      .where({ service_ref: row.serviceRef, body: JSON.stringify(row) })
      .first('service_ref');
    return stored !== undefined;
  }

  async put(
    { row, attention, counts }: FleetRecord,
    knex = this.#knex,
  ): Promise<void> {
    await knex('fleet_rows')
      .insert({
        service_ref: row.serviceRef,
        namespace: row.namespace,
        name: row.name,
        search: `${row.name} ${row.title}`.toLocaleLowerCase('en-US'),
        owner: row.owner ?? null,
        system: row.system ?? null,
        attention,
        behind: row.behind ?? -1,
        body: JSON.stringify(row),
        ...Object.fromEntries(
          states.map(state => [column(state), counts[state]]),
        ),
      })
      .onConflict('service_ref')
      .merge();
  }

  async page(
    query: FleetQuery & {
      limit: number;
      sort: 'attention' | 'name' | 'behind';
    },
    visible: FleetFilter,
  ): Promise<{ rows: FleetRow[]; total: number; nextCursor?: string }> {
    const filtered = () =>
      this.#filtered(query, visible).modify(rows => {
        if (query.state) {
          rows.where(column(query.state), '>', 0);
        }
      });
    const page = filtered()
      .select<SortedRow[]>('service_ref', 'name', 'attention', 'behind', 'body')
      .limit(query.limit + 1)
      .modify(rows => sortRows(rows, query.sort, query.cursor));
    const [rows, counted] = await Promise.all([
      page,
      filtered().count<{ count: number | string }[]>({ count: '*' }),
    ]);
    const shown = rows.slice(0, query.limit);
    const last = shown[shown.length - 1];
    return {
      rows: shown.map((row: SortedRow) => JSON.parse(row.body)),
      total: Number(counted[0].count),
      nextCursor:
        rows.length > shown.length
          ? encodeCursor([
              rankOf(last, query.sort),
              last.name,
              last.service_ref,
            ])
          : undefined,
    };
  }

  /** Counts of cells per state over all services that match the other filters. */
  async counts(query: FleetQuery, visible: FleetFilter): Promise<StateCounts> {
    const row = await this.#filtered(query, visible)
      .sum<Record<string, number | string | null>>(
        Object.fromEntries(states.map(state => [column(state), column(state)])),
      )
      .first();
    const counts = noStates();
    for (const state of states) {
      counts[state] = Number(row?.[column(state)] ?? 0);
    }
    return counts;
  }

  /** Owners and systems to filter by. */
  async facets(
    visible: FleetFilter,
  ): Promise<{ owners: string[]; systems: string[] }> {
    const distinct = async (name: 'owner' | 'system') => {
      const rows = await this.#knex('fleet_rows')
        .modify(visible)
        .whereNotNull(name)
        .distinct<Record<string, string>[]>(name)
        .orderBy(name)
        .limit(1000);
      return rows.map(row => row[name]);
    };
    const [owners, systems] = await Promise.all([
      distinct('owner'),
      distinct('system'),
    ]);
    return { owners, systems };
  }

  #filtered(query: FleetQuery, visible: FleetFilter): Knex.QueryBuilder {
    const rows: Knex.QueryBuilder = this.#knex('fleet_rows').modify(visible);
    if (query.owner) {
      rows.where({ owner: query.owner });
    }
    if (query.system) {
      rows.where({ system: query.system });
    }
    if (query.q) {
      const text = query.q
        .toLocaleLowerCase('en-US')
        .replace(/[\\%_]/g, '\\$&');
      rows.whereRaw(`search like ? escape '\\'`, [`%${text}%`]);
    }
    return rows;
  }
}

function sortRows(
  rows: Knex.QueryBuilder,
  sort: 'attention' | 'name' | 'behind',
  cursor: string | undefined,
): void {
  const after = cursor ? decodeCursor(cursor, position) : undefined;
  if (sort !== 'name') {
    rows.orderBy(sort, sort === 'behind' ? 'desc' : 'asc');
  }
  rows.orderBy(['name', 'service_ref']);
  if (!after) {
    return;
  }
  const [rank, name, ref] = after;
  const byName = (query: Knex.QueryBuilder) =>
    query
      .where('name', '>', name)
      .orWhere(same => same.where({ name }).where('service_ref', '>', ref));
  if (sort === 'name') {
    rows.where(byName);
    return;
  }
  rows.where(query =>
    query
      .where(sort, sort === 'behind' ? '<' : '>', rank)
      .orWhere(same => same.where(sort, rank).where(byName)),
  );
}

function rankOf(row: SortedRow, sort: 'attention' | 'name' | 'behind') {
  return sort === 'name' ? 0 : row[sort];
}

function column(state: FleetState): string {
  return `n_${state.replace('-', '_')}`;
}
