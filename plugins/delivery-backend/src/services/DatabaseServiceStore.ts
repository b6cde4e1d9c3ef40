import { Knex } from 'knex';
import { ServiceRow, ServiceStore } from './ServiceStore';

interface Row {
  ref: string;
  namespace: string;
  name: string;
  title: string;
  owner: string | null;
  system: string | null;
  pipeline: string;
  annotations: string;
}

const chunkSize = 100;

/** Services in the database. */
export class DatabaseServiceStore implements ServiceStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseServiceStore {
    return new DatabaseServiceStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(serviceRef: string): Promise<ServiceRow | undefined> {
    const row = await this.#knex<Row>('services')
      .where({ ref: serviceRef })
      .first();
    return row && fromRow(row);
  }

  async getMany(serviceRefs: string[]): Promise<Map<string, ServiceRow>> {
    const rows = await this.#knex<Row>('services').whereIn('ref', serviceRefs);
    return new Map(rows.map(row => [row.ref, fromRow(row)]));
  }

  async list(): Promise<ServiceRow[]> {
    const rows = await this.#knex<Row>('services').orderBy('ref');
    return rows.map(fromRow);
  }

  /** The history of a service that left the catalog stays: it may come back. */
  async replaceAll(services: ServiceRow[]): Promise<string[]> {
    return this.#knex.transaction(async trx => {
      const stored = new Map(
        (await trx<Row>('services')).map(row => [row.ref, row]),
      );
      const wanted = new Map(services.map(each => [each.ref, toRow(each)]));
      const gone = [...stored.keys()].filter(ref => !wanted.has(ref));
      const changed = [...wanted.values()].filter(
        row => JSON.stringify(row) !== stableText(stored.get(row.ref)),
      );
      for (let start = 0; start < gone.length; start += chunkSize) {
        const refs = gone.slice(start, start + chunkSize);
        await trx('services').whereIn('ref', refs).delete();
        await trx('service_summaries').whereIn('service_ref', refs).delete();
        await trx('fleet_rows').whereIn('service_ref', refs).delete();
      }
      for (let start = 0; start < changed.length; start += chunkSize) {
        await trx('services')
          .insert(changed.slice(start, start + chunkSize))
          .onConflict('ref')
          .merge();
      }
      return [...gone, ...changed.map(row => row.ref)];
    });
  }
}

function stableText(row: Row | undefined): string | undefined {
  return row && JSON.stringify(toRow(fromRow(row)));
}

function fromRow(row: Row): ServiceRow {
  return {
    ref: row.ref,
    namespace: row.namespace,
    name: row.name,
    title: row.title,
    owner: row.owner ?? undefined,
    system: row.system ?? undefined,
    pipeline: row.pipeline,
    annotations: JSON.parse(row.annotations),
  };
}

function toRow(service: ServiceRow): Row {
  return {
    ref: service.ref,
    namespace: service.namespace,
    name: service.name,
    title: service.title,
    owner: service.owner ?? null,
    system: service.system ?? null,
    pipeline: service.pipeline,
    annotations: JSON.stringify(
      Object.fromEntries(
        Object.entries(service.annotations).sort(([a], [b]) =>
          a < b ? -1 : 1,
        ),
      ),
    ),
  };
}
