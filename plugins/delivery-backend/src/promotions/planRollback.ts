import { Hold, Release } from '@fairway/backstage-plugin-delivery-common';
import { decideRollback } from './decideRollback';
import { newPromotion, requestedEvent } from './newPromotion';
import { Place } from './PromotionFacts';
import { RecordEvent } from './PromotionRecord';
import { PromotionWrite } from './PromotionStore';
import { ENGINE_ACTOR, StoredPromotion } from './StoredPromotion';

/** What must be written in one step when a promotion harmed its environment. */
export interface RollbackPlan {
  /** The promotion with an outcome that says what happens next. */
  promotion: StoredPromotion;
  record: RecordEvent[];
  more: Pick<PromotionWrite, 'hold' | 'request'>;
}

/** Plans the automatic rollback with its hold, or says why there is none. */
export function planRollback(options: {
  place: Place;
  promotion: StoredPromotion;
  because: string;
  hold: Hold | undefined;
  verified: Release[];
  now: Date;
}): RollbackPlan {
  const { place, promotion, because, hold, verified, now } = options;
  const answer = decideRollback(promotion, {
    policy: place.environment,
    hold,
    verified,
  });
  if (!answer.rollBack) {
    const outcome = `${because}. Not rolled back: ${answer.because}`;
    return { promotion: { ...promotion, outcome }, record: [], more: {} };
  }
  const { version } = answer.to;
  const rollback = newPromotion({
    place,
    kind: 'auto-rollback',
    release: answer.to,
    fromRelease: promotion.release,
    requestedBy: ENGINE_ACTOR,
    now,
    reason: because,
    causedBy: promotion.id,
    risk: { level: 'low', reasons: [`${version} was verified here before`] },
    idempotencyKey: `rollback:${promotion.id}`,
  });
  const reason = `Rolled back from ${promotion.release.version} to ${version}: ${because}`;
  return {
    promotion: {
      ...promotion,
      outcome: `${because}. Rolled back to ${version}`,
    },
    record: [requestedEvent(rollback)],
    more: {
      request: rollback,
      hold: {
        environment: promotion.environment,
        by: ENGINE_ACTOR,
        at: now.toISOString(),
        reason,
        promotionId: rollback.id,
        release: version,
      },
    },
  };
}
