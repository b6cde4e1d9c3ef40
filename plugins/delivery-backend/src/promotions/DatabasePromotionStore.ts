import { ConflictError } from '@backstage/errors';
import { HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import {
  deleteVerification,
  insertVerification,
} from '../releases/releaseOperations';
import { CrashPoint, noCrash } from './crashPoint';
import { personsHold, replaceHold } from './holdOperations';
import { isUniqueViolation } from './isUniqueViolation';
import { insertApproval, insertPromotion } from './promotionOperations';
import { readHistory } from './readHistory';
import { RecordEvent, appendToRecord } from './PromotionRecord';
import { PromotionStore, PromotionWrite } from './PromotionStore';
import {
  ApprovalRow,
  PromotionRow,
  fromRow,
  toApproval,
  toRow,
} from './promotionRows';
import {
  StoredApproval,
  StoredPromotion,
  waitingStates,
} from './StoredPromotion';

/** Promotions in the database. */
export class DatabasePromotionStore implements PromotionStore {
  readonly #knex: Knex;
  readonly #crashPoint: CrashPoint;

  static create(options: {
    knex: Knex;
    crashPoint?: CrashPoint;
  }): DatabasePromotionStore {
    return new DatabasePromotionStore(options.knex, options.crashPoint);
  }

  private constructor(knex: Knex, crashPoint: CrashPoint = noCrash) {
    this.#knex = knex;
    this.#crashPoint = crashPoint;
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
      if (write.request) {
        await insertPromotion(trx, write.request);
      }
      if (write.verified) {
        await insertVerification(trx, write.verified);
      }
      if (write.unverified) {
        await deleteVerification(trx, write.unverified);
      }
      if (write.hold) {
        // Before the record, as where people set holds: in another order the two would lock each other out.
        await replaceHold(trx, promotion.serviceRef, write.hold);
      }
      await this.#crashPoint('during-save');
      await appendToRecord(trx, promotion.serviceRef, write.record ?? []);
      return { ...promotion, version };
    });
  }

  async addApproval(
    promotion: StoredPromotion,
    approval: StoredApproval,
    record: RecordEvent[],
  ): Promise<void> {
    try {
      await this.#knex.transaction(async trx => {
        const waiting = await trx<PromotionRow>('promotions')
          .where({ id: promotion.id })
          .whereIn('state', waitingStates)
          .update({
            version: trx.raw('version + 1'),
            next_attempt_at: approval.at,
          });
        if (waiting === 0) {
          const row = await trx<PromotionRow>('promotions')
            .where({ id: promotion.id })
            .first('state');
          throw new ConflictError(
            `Promotion '${promotion.id}' is ${
              row?.state ?? 'gone'
            }; nobody has to decide about it any more`,
          );
        }
        await insertApproval(trx, promotion.id, approval);
        await appendToRecord(trx, promotion.serviceRef, record);
      });
    } catch (error) {
      throw isUniqueViolation(error) ? alreadyDecided(promotion) : error;
    }
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
    options: Pick<PromotionWrite, 'nextAttemptAt' | 'keepLease' | 'hold'>,
  ): Promise<number | undefined> {
    const version = promotion.version + 1;
    const { hold } = options;
    const unchanged = trx<PromotionRow>('promotions').where({
      id: promotion.id,
      version: promotion.version,
    });
    if (hold) {
      // A hold does not raise the version, so one that a person set meanwhile is looked for here.
      unchanged.whereNotExists(
        personsHold(trx, promotion.serviceRef, hold.environment),
      );
    }
    const changed = await unchanged.update({
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
