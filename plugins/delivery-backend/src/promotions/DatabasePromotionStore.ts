import { ConflictError } from '@backstage/errors';
import { Hold, HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { isSqlite } from '../database/openDatabase';
import {
  insertApproval,
  insertHold,
  insertPromotion,
  isUniqueViolation,
  releaseHold,
} from './promotionOperations';
import { readHistory } from './readHistory';
import { RecordEvent, appendToRecord } from './PromotionRecord';
import {
  Claim,
  NewHold,
  PromotionStore,
  PromotionWrite,
} from './PromotionStore';
import {
  ApprovalRow,
  HoldRow,
  PromotionRow,
  fromRow,
  toApproval,
  toHold,
  toRow,
} from './promotionRows';
import { StoredApproval, StoredPromotion, isWaiting } from './StoredPromotion';

/** Promotions in the database. */
export class DatabasePromotionStore implements PromotionStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabasePromotionStore {
    return new DatabasePromotionStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(id: string): Promise<StoredPromotion | undefined> {
    const row = await this.#promotions().where({ id }).first();
    return row && fromRow(row);
  }

  async approvals(promotionId: string): Promise<StoredApproval[]> {
    const all = await this.approvalsOf([promotionId]);
    return all.get(promotionId) ?? [];
  }

  async approvalsOf(
    promotionIds: string[],
  ): Promise<Map<string, StoredApproval[]>> {
    const rows = await this.#knex<ApprovalRow>('promotion_approvals')
      .whereIn('promotion_id', promotionIds)
      .orderBy('at');
    const approvals = new Map<string, StoredApproval[]>();
    for (const row of rows) {
      const of = approvals.get(row.promotion_id) ?? [];
      of.push(toApproval(row));
      approvals.set(row.promotion_id, of);
    }
    return approvals;
  }

  async active(
    serviceRef: string,
    environment: string,
  ): Promise<StoredPromotion | undefined> {
    const row = await this.#promotions()
      .where({ service_ref: serviceRef, environment })
      .whereNull('finished_at')
      .first();
    return row && fromRow(row);
  }

  async activeOf(serviceRef: string): Promise<StoredPromotion[]> {
    return this.listActive([serviceRef]);
  }

  async listActive(serviceRefs: string[]): Promise<StoredPromotion[]> {
    const rows = await this.#promotions()
      .whereIn('service_ref', serviceRefs)
      .whereNull('finished_at')
      .orderBy('requested_at');
    return rows.map(fromRow);
  }

  async findByKey(
    idempotencyKey: string,
  ): Promise<StoredPromotion | undefined> {
    const row = await this.#promotions()
      .where({ idempotency_key: idempotencyKey })
      .first();
    return row && fromRow(row);
  }

  async recent(
    serviceRef: string,
    environment: string,
    limit: number,
  ): Promise<StoredPromotion[]> {
    const rows = await this.#promotions()
      .where({ service_ref: serviceRef, environment })
      .orderBy([
        { column: 'requested_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    return rows.map(fromRow);
  }

  async request(options: {
    promotion: StoredPromotion;
    replaces?: StoredPromotion;
    record: RecordEvent[];
  }): Promise<void> {
    const { promotion, replaces, record } = options;
    try {
      await this.#knex.transaction(async trx => {
        if (replaces && !(await this.#update(trx, replaces, soon(promotion)))) {
          throw new ConflictError(
            `Promotion '${replaces.id}' changed meanwhile; look at it again`,
          );
        }
        await insertPromotion(trx, promotion);
        await appendToRecord(trx, promotion.serviceRef, record);
      });
    } catch (error) {
      throw isUniqueViolation(error)
        ? new ConflictError(
            `Another promotion to ${promotion.environment} of '${promotion.serviceRef}' was requested at the same moment; look at it first`,
          )
        : error;
    }
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

  async write(write: PromotionWrite): Promise<StoredPromotion | undefined> {
    const { promotion } = write;
    return this.#knex.transaction(async trx => {
      const version = await this.#update(trx, promotion, write);
      if (version === undefined) {
        return undefined;
      }
      const at = new Date().toISOString();
      if (write.lapseApprovals) {
        await trx<ApprovalRow>('promotion_approvals')
          .where({ promotion_id: promotion.id })
          .whereNull('lapsed_at')
          .update({ lapsed_at: at });
      }
      if (write.approval) {
        await insertApproval(trx, promotion.id, write.approval);
      }
      if (write.hold) {
        await releaseHold(trx, promotion.serviceRef, write.hold.environment, {
          by: write.hold.by,
          at,
        });
        await insertHold(trx, promotion.serviceRef, write.hold);
      }
      if (write.request) {
        await insertPromotion(trx, write.request);
      }
      await appendToRecord(trx, promotion.serviceRef, write.record ?? []);
      return { ...promotion, version };
    });
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

  async addApproval(
    promotion: StoredPromotion,
    approval: StoredApproval,
    record: RecordEvent[],
  ): Promise<void> {
    try {
      await this.#knex.transaction(async trx => {
        const query = trx<PromotionRow>('promotions').where({
          id: promotion.id,
        });
        const row = await query.clone().forUpdate().first();
        const stored = row && fromRow(row);
        if (!stored || !isWaiting(stored.state)) {
          throw new ConflictError(
            `Promotion '${promotion.id}' is ${
              stored?.state ?? 'gone'
            }; nobody has to decide about it any more`,
          );
        }
        await insertApproval(trx, promotion.id, approval);
        await query.update({
          version: stored.version + 1,
          next_attempt_at: approval.at,
        });
        await appendToRecord(trx, promotion.serviceRef, record);
      });
    } catch (error) {
      throw isUniqueViolation(error) ? alreadyDecided(promotion) : error;
    }
  }

  async wake(serviceRef: string, now: Date): Promise<void> {
    await this.#promotions()
      .where({ service_ref: serviceRef })
      .whereNotNull('next_attempt_at')
      .update({ next_attempt_at: now.toISOString() });
  }

  async holds(serviceRef: string): Promise<Hold[]> {
    const rows = await this.#knex<HoldRow>('holds')
      .where({ service_ref: serviceRef })
      .whereNull('released_at');
    return rows.map(toHold);
  }

  async hold(
    serviceRef: string,
    environment: string,
  ): Promise<Hold | undefined> {
    const holds = await this.holds(serviceRef);
    return holds.find(hold => hold.environment === environment);
  }

  async setHold(
    serviceRef: string,
    hold: NewHold,
    record: RecordEvent[],
  ): Promise<void> {
    try {
      await this.#knex.transaction(async trx => {
        await insertHold(trx, serviceRef, hold);
        await appendToRecord(trx, serviceRef, record);
      });
    } catch (error) {
      throw isUniqueViolation(error)
        ? new ConflictError(
            `${hold.environment} of '${serviceRef}' is held already; release that hold first`,
          )
        : error;
    }
  }

  async releaseHold(
    serviceRef: string,
    environment: string,
    by: string,
    record: RecordEvent[],
  ): Promise<boolean> {
    return this.#knex.transaction(async trx => {
      const at = new Date().toISOString();
      const released = await releaseHold(trx, serviceRef, environment, {
        by,
        at,
      });
      if (released) {
        await appendToRecord(trx, serviceRef, record);
      }
      return released;
    });
  }

  async append(serviceRef: string, record: RecordEvent[]): Promise<void> {
    await this.#knex.transaction(trx =>
      appendToRecord(trx, serviceRef, record),
    );
  }

  async history(
    serviceRef: string,
    options: {
      limit: number;
      before?: { at: string; id: string };
      kinds?: HistoryEvent['kind'][];
    },
  ): Promise<{ events: HistoryEvent[]; total: number }> {
    return readHistory(this.#knex, serviceRef, options);
  }

  async list(
    options: Parameters<PromotionStore['list']>[0],
  ): Promise<StoredPromotion[]> {
    const direction = options.newestFirst ? 'desc' : 'asc';
    const query = this.#promotions()
      .whereIn('state', options.states)
      .orderBy([
        { column: 'requested_at', order: direction },
        { column: 'id', order: direction },
      ])
      .limit(options.limit);
    if (options.decided) {
      query.whereExists(
        this.#knex('promotion_approvals')
          .whereRaw('promotion_approvals.promotion_id = promotions.id')
          .select(this.#knex.raw('1')),
      );
    }
    return (await query).map(fromRow);
  }

  #promotions() {
    return this.#knex<PromotionRow>('promotions');
  }

  /** Writes a promotion over the version that was read, and returns the new version. */
  async #update(
    trx: Knex.Transaction,
    promotion: StoredPromotion,
    options: Pick<PromotionWrite, 'nextAttemptAt' | 'keepLease'>,
  ): Promise<number | undefined> {
    const version = promotion.version + 1;
    const changed = await trx<PromotionRow>('promotions')
      .where({ id: promotion.id, version: promotion.version })
      .update({
        ...toRow({ ...promotion, version }),
        ...(options.nextAttemptAt !== 'unchanged' && {
          next_attempt_at: options.nextAttemptAt ?? null,
        }),
        ...(!options.keepLease && { lease_owner: null, lease_until: null }),
      });
    return changed === 1 ? version : undefined;
  }
}

function soon(promotion: StoredPromotion) {
  return { nextAttemptAt: promotion.requestedAt };
}

function alreadyDecided(promotion: StoredPromotion): ConflictError {
  return new ConflictError(
    `You decided about promotion '${promotion.id}' already; cancel the promotion or ask its requester to, if you changed your mind`,
  );
}
