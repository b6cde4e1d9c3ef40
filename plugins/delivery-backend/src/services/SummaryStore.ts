import { Knex } from 'knex';
import { ServiceSummary } from './ServiceSummary';

interface Row {
  service_ref: string;
  version: number;
  body: string;
}

/** Summaries of services in the database: a page is one keyed read. */
export class SummaryStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): SummaryStore {
    return new SummaryStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(
    serviceRef: string,
  ): Promise<{ summary: ServiceSummary; version: number } | undefined> {
    const row = await this.#knex<Row>('service_summaries')
      .where({ service_ref: serviceRef })
      .first();
    return row && { summary: JSON.parse(row.body), version: row.version };
  }

  /** 0 if there is none yet. */
  async version(serviceRef: string): Promise<number> {
    const row = await this.#knex<Row>('service_summaries')
      .where({ service_ref: serviceRef })
      .first('version');
    return row?.version ?? 0;
  }

  /** Several writes as one: the summary and what is stored along with it. */
  async transaction<T>(
    work: (trx: Knex.Transaction) => Promise<T>,
  ): Promise<T> {
    return this.#knex.transaction(work);
  }

  /**
   * Stores a summary that was built after reading `version`. False if somebody else stored one since. The version stays
   * if nothing changed, neither the summary nor what is stored along with it.
   */
  async put(
    summary: ServiceSummary,
    options: { version: number; alongChanged: boolean; knex?: Knex },
  ): Promise<boolean> {
    const { version, alongChanged, knex = this.#knex } = options;
    const body = JSON.stringify(summary);
    const key = { service_ref: summary.serviceRef };
    if (version === 0) {
      const inserted = await knex<Row>('service_summaries')
        .insert({ ...key, version: 1, body })
        .onConflict('service_ref')
        .ignore()
        .returning('version');
      return inserted.length > 0;
    }
    const updated = await knex<Row>('service_summaries')
      .where({ ...key, version })
      .update({
        body,
        version: alongChanged
          ? version + 1
          : knex.raw('case when body = ? then version else version + 1 end', [
              body,
            ]),
      });
    return updated > 0;
  }

  async refs(): Promise<Set<string>> {
    const rows = await this.#knex<Row>('service_summaries').select(
      'service_ref',
    );
    return new Set(rows.map(row => row.service_ref));
  }
}
