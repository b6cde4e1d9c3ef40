import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { ApprovalRow, PromotionRow, toRow } from './promotionRows';
import { StoredApproval, StoredPromotion } from './StoredPromotion';

/** Stores a new promotion, due at once. Violates a unique index if another one is active. */
export async function insertPromotion(
  trx: Knex.Transaction,
  promotion: StoredPromotion,
) {
  await trx<PromotionRow>('promotions').insert({
    ...toRow(promotion),
    next_attempt_at: promotion.requestedAt,
  });
}

/** Adds a decision. Violates a unique index if the person decided already. */
export async function insertApproval(
  trx: Knex.Transaction,
  promotionId: string,
  approval: StoredApproval,
) {
  await trx<ApprovalRow>('promotion_approvals').insert({
    id: randomUUID(),
    promotion_id: promotionId,
    by: approval.by,
    decision: approval.decision,
    comment: approval.comment ?? null,
    at: approval.at,
    manifests_commit: approval.manifestsCommit,
    policy_version: approval.policyVersion,
    lapsed_at: null,
  });
}
