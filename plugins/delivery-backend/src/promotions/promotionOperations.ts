import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { NewHold } from './PromotionStore';
import { ApprovalRow, HoldRow, PromotionRow, toRow } from './promotionRows';
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

/** Sets a hold. Violates a unique index if the environment is held. */
export async function insertHold(
  trx: Knex.Transaction,
  serviceRef: string,
  hold: NewHold,
) {
  await trx<HoldRow>('holds').insert({
    id: randomUUID(),
    service_ref: serviceRef,
    environment: hold.environment,
    by: hold.by,
    at: hold.at,
    reason: hold.reason,
    promotion_id: hold.promotionId ?? null,
  });
}

/** Releases the hold of an environment, and keeps it as history. False if there was none. */
export async function releaseHold(
  trx: Knex.Transaction,
  serviceRef: string,
  environment: string,
  release: { by: string; at: string },
): Promise<boolean> {
  const changed = await trx<HoldRow>('holds')
    .where({ service_ref: serviceRef, environment })
    .whereNull('released_at')
    .update({ released_at: release.at, released_by: release.by });
  return changed > 0;
}

/** True on both databases for a second row where only one may be. */
export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) {
    return false;
  }
  const code = String(error.code);
  return code === '23505' || code.startsWith('SQLITE_CONSTRAINT');
}
