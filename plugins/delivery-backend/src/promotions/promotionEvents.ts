import { RecordEvent, RecordKind } from './PromotionRecord';
import { ENGINE_ACTOR, StoredPromotion } from './StoredPromotion';

/** That a promotion ended, and why. */
export function endEvent(promotion: StoredPromotion): RecordEvent {
  return engineEvent(
    promotion,
    'state',
    `${promotion.state}: ${promotion.outcome ?? ''}`,
  );
}

/** Something that the engine did to a promotion. The store's writer fills in when. */
export function engineEvent(
  promotion: StoredPromotion,
  kind: RecordKind,
  text: string,
): RecordEvent {
  return {
    at: '',
    actor: ENGINE_ACTOR,
    kind,
    environment: promotion.environment,
    promotionId: promotion.id,
    release: promotion.release.version,
    text,
  };
}
