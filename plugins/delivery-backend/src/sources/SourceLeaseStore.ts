import { Knex } from 'knex';

/** The right of one replica to run a source. The token rises with every new holder and fences off the old one. */
export interface Lease {
  sourceId: string;
  token: number;
}

export const leaseMilliseconds = 12_000;

/** Who runs which source, in the database. */
export class SourceLeaseStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  static create(options: { knex: Knex; now?: () => number }): SourceLeaseStore {
    return new SourceLeaseStore(options.knex, options.now ?? Date.now);
  }

  private constructor(knex: Knex, now: () => number) {
    this.#knex = knex;
    this.#now = now;
  }

  /** Takes a lease that is free or ran out. Undefined if another replica holds it. */
  async acquire(sourceId: string, owner: string): Promise<Lease | undefined> {
    const now = this.#now();
    const rows = await this.#knex('sources')
      .where({ id: sourceId })
      .where('lease_until', '<', now)
      .update({
        lease_owner: owner,
        lease_token: this.#knex.raw('lease_token + 1'),
        lease_until: now + leaseMilliseconds,
      })
      .returning<{ lease_token: number }[]>('lease_token');
    return rows[0] && { sourceId, token: Number(rows[0].lease_token) };
  }

  /** Prolongs a lease. False if it was lost. */
  async renew(lease: Lease): Promise<boolean> {
    const changed = await this.#knex('sources')
      .where({ id: lease.sourceId, lease_token: lease.token })
      .update({ lease_until: this.#now() + leaseMilliseconds });
    return changed > 0;
  }

  /** Gives a lease back, so that another replica need not wait. */
  async release(lease: Lease): Promise<void> {
    await this.#knex('sources')
      .where({ id: lease.sourceId, lease_token: lease.token })
      .update({ lease_until: 0 });
  }

  /** True if nobody took the lease over. */
  async holds(lease: Lease): Promise<boolean> {
    const row = await this.#knex('sources')
      .where({ id: lease.sourceId, lease_token: lease.token })
      .first('id');
    return row !== undefined;
  }
}
