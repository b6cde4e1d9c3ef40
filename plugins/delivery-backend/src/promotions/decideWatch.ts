import { degradedGraceSeconds, degradedSince } from './decideVerification';
import { DeploymentKnowledge } from './PromotionObservations';
import { StoredPromotion } from './StoredPromotion';

/** What the watch over a verified promotion finds. */
export type WatchDecision =
  | { do: 'wait' }
  | { do: 'end' }
  | { do: 'lose'; because: string };

/**
 * Decides whether a verified release lost its health within the watch window. Any later promotion ends the watch: what
 * happens then is its own affair.
 */
export function decideWatch(
  promotion: StoredPromotion,
  facts: { deployment: DeploymentKnowledge; followed: boolean },
  now: Date,
): WatchDecision {
  const over =
    promotion.watchUntil === undefined ||
    now.getTime() >= Date.parse(promotion.watchUntil);
  if (over || facts.followed) {
    return { do: 'end' };
  }
  if (!facts.deployment.known) {
    return { do: 'wait' };
  }
  const { deployment } = facts.deployment;
  const since = degradedSince(promotion, deployment);
  if (since === undefined) {
    return { do: 'wait' };
  }
  const seconds = (now.getTime() - Date.parse(since)) / 1000;
  if (seconds < degradedGraceSeconds(promotion)) {
    return { do: 'wait' };
  }
  return {
    do: 'lose',
    because: `${
      promotion.release.version
    } was verified and then lost its health${
      deployment.message ? `: ${deployment.message}` : ''
    }`,
  };
}
