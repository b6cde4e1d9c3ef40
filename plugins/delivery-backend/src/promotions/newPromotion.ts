import { randomUUID } from 'node:crypto';
import {
  GateResult,
  PromotionKind,
  Release,
  ReleaseSummary,
  Risk,
} from '@fairway/backstage-plugin-delivery-common';
import { summarizeRelease } from '../releases/summarizeRelease';
import { finishPromotion } from './applyDecision';
import { RecordEvent } from './PromotionRecord';
import { Place, approvalPolicyOf } from './PromotionFacts';
import { StoredPromotion } from './StoredPromotion';
import { actorName } from './actorName';

/** Makes a promotion in its first state. */
export function newPromotion(options: {
  place: Place;
  kind: PromotionKind;
  release: Release;
  fromRelease: ReleaseSummary | undefined;
  requestedBy: string;
  now: Date;
  risk: Risk;
  gates?: GateResult[];
  authors?: string[];
  reason?: string;
  freezeOverride?: StoredPromotion['freezeOverride'];
  causedBy?: string;
  idempotencyKey?: string;
}): StoredPromotion {
  const { place, kind, now } = options;
  const at = now.toISOString();
  return {
    // Sortable by time, so that lists by id are lists by age.
    id: `p-${now.getTime().toString(36)}-${randomUUID().slice(0, 13)}`,
    serviceRef: place.service.ref,
    environment: place.environment.name,
    kind,
    state: 'requested',
    version: 1,
    release: summarizeRelease(options.release),
    fromRelease: options.fromRelease,
    requestedBy: options.requestedBy,
    requestedAt: at,
    reason: options.reason,
    authors: options.authors ?? [],
    gates: options.gates ?? [],
    approvalPolicy: approvalPolicyOf(place.environment, kind),
    risk: options.risk,
    freezeOverride: options.freezeOverride,
    times: { requested: at },
    causedBy: options.causedBy,
    idempotencyKey: options.idempotencyKey,
  };
}

/** The first event of a promotion in the record. */
export function requestedEvent(promotion: StoredPromotion): RecordEvent {
  const verb =
    promotion.kind === 'promote' ? 'Requested promotion' : 'Requested rollback';
  return {
    at: promotion.requestedAt,
    actor: promotion.requestedBy,
    kind: 'promotion',
    environment: promotion.environment,
    promotionId: promotion.id,
    release: promotion.release.version,
    text: `${verb} of ${promotion.release.version} (${
      promotion.release.digest
    })${promotion.reason ? `: ${promotion.reason}` : ''}`,
  };
}

/** A waiting promotion after a newer one took its place. */
export function supersede(
  replaced: StoredPromotion,
  by: StoredPromotion,
): StoredPromotion {
  return finishPromotion(replaced, {
    state: 'superseded',
    outcome: `Replaced by ${by.release.version}, requested by ${actorName(
      by.requestedBy,
    )}`,
    by: by.requestedBy,
    now: new Date(by.requestedAt),
  });
}

/** What the record keeps of a request. */
export function requestRecord(
  promotion: StoredPromotion,
  replaced: StoredPromotion | undefined,
): RecordEvent[] {
  const record = [requestedEvent(promotion)];
  const { freezeOverride } = promotion;
  if (freezeOverride) {
    record.push({
      ...requestedEvent(promotion),
      kind: 'freeze-override',
      text: `Overrode the freeze '${freezeOverride.freeze}': ${freezeOverride.reason}`,
    });
  }
  if (replaced) {
    record.push({
      at: promotion.requestedAt,
      actor: promotion.requestedBy,
      kind: 'state',
      environment: replaced.environment,
      promotionId: replaced.id,
      release: replaced.release.version,
      text: `superseded: replaced by ${promotion.id}`,
    });
  }
  return record;
}
