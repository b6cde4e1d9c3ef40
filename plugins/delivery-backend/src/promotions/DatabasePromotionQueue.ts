import { Knex } from 'knex';
import { isSqlite } from '../database/openDatabase';
import { Claim, PromotionQueue } from './PromotionQueue';
import { PromotionRow, fromRow } from './promotionRows';

/** The queue of due promotions: leases in the rows of the promotions. */
export class DatabasePromotionQueue implements PromotionQueue {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabasePromotionQueue {
    return new DatabasePromotionQueue(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async claimDue(options: {
    owner: string;
    now: Date;
    leaseSeconds: number;
    limit: number;
  }): Promise<Claim[]> {
    const { owner, limit } = options;
    const now = options.now.toISOString();
    const until = new Date(
      options.now.getTime() + options.leaseSeconds * 1000,
    ).toISOString();
    return this.#knex.transaction(async trx => {
      const due = trx<PromotionRow>('promotions')
        .where('next_attempt_at', '<=', now)
        .andWhere(free =>
          free.whereNull('lease_until').orWhere('lease_until', '<=', now),
        )
        .orderBy('next_attempt_at')
        .limit(limit);
      const rows = isSqlite(this.#knex)
        ? await due
        : await due.forUpdate().skipLocked();
      const claims: Claim[] = [];
      for (const row of rows) {
        const version = row.version + 1;
        await trx<PromotionRow>('promotions').where({ id: row.id }).update({
          lease_owner: owner,
          lease_until: until,
          next_attempt_at: until,
          version,
        });
        claims.push({
          owner,
          promotion: { ...fromRow(row), version },
          dueAt: until,
        });
      }
      return claims;
    });
  }

  async heartbeat(claim: Claim, until: Date): Promise<boolean> {
    const changed = await this.#promotions()
      .where({ id: claim.promotion.id, lease_owner: claim.owner })
      .update({ lease_until: until.toISOString() });
    return changed === 1;
  }

  async release(
    claim: Claim,
    nextAttemptAt: string | undefined,
  ): Promise<void> {
    const { id, version } = claim.promotion;
    await this.#promotions()
      .where({ id, lease_owner: claim.owner })
      .update({
        lease_owner: null,
        lease_until: null,
        next_attempt_at: this.#knex.raw(
          'case when version = ? and next_attempt_at = ? then ? else next_attempt_at end',
          [version, claim.dueAt, nextAttemptAt ?? null],
        ),
      });
  }

  async wake(serviceRef: string, now: Date): Promise<void> {
    await this.#promotions()
      .where({ service_ref: serviceRef })
      .whereNotNull('next_attempt_at')
      .update({ next_attempt_at: now.toISOString() });
  }

  #promotions() {
    return this.#knex<PromotionRow>('promotions');
  }
}
