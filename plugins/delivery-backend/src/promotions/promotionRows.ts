import { Hold } from '@fairway/backstage-plugin-delivery-common';
import { StoredApproval, StoredPromotion } from './StoredPromotion';

export interface PromotionRow {
  id: string;
  service_ref: string;
  environment: string;
  kind: string;
  state: string;
  release_id: string;
  requested_by: string;
  requested_at: string;
  finished_at: string | null;
  finished_by: string | null;
  idempotency_key: string | null;
  version: number;
  lease_owner: string | null;
  lease_until: string | null;
  next_attempt_at: string | null;
  body: string;
}

export interface ApprovalRow {
  id: string;
  promotion_id: string;
  by: string;
  decision: StoredApproval['decision'];
  comment: string | null;
  at: string;
  manifests_commit: string;
  policy_version: string;
  lapsed_at: string | null;
}

export interface HoldRow {
  id: string;
  service_ref: string;
  environment: string;
  by: string;
  at: string;
  reason: string;
  promotion_id: string | null;
  released_at: string | null;
  released_by: string | null;
}

/** The columns of a promotion that follow from its content. */
export function toRow(
  promotion: StoredPromotion,
): Omit<PromotionRow, 'lease_owner' | 'lease_until' | 'next_attempt_at'> {
  return {
    id: promotion.id,
    service_ref: promotion.serviceRef,
    environment: promotion.environment,
    kind: promotion.kind,
    state: promotion.state,
    release_id: promotion.release.id,
    requested_by: promotion.requestedBy,
    requested_at: promotion.requestedAt,
    finished_at: promotion.finishedAt ?? null,
    finished_by: promotion.finishedBy ?? null,
    idempotency_key: promotion.idempotencyKey ?? null,
    version: promotion.version,
    body: JSON.stringify(promotion),
  };
}

/** The content of a stored promotion. */
export function fromRow(row: PromotionRow): StoredPromotion {
  const promotion: StoredPromotion = JSON.parse(row.body);
  return { ...promotion, version: row.version };
}

export function toApproval(row: ApprovalRow): StoredApproval {
  return {
    by: row.by,
    decision: row.decision,
    comment: row.comment ?? undefined,
    at: row.at,
    lapsedAt: row.lapsed_at ?? undefined,
    manifestsCommit: row.manifests_commit,
    policyVersion: row.policy_version,
  };
}

export function toHold(row: HoldRow): Hold {
  return {
    environment: row.environment,
    by: row.by,
    at: row.at,
    reason: row.reason,
    promotionId: row.promotion_id ?? undefined,
  };
}
