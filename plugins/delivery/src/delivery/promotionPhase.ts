import {
  EnvironmentView,
  Promotion,
  PromotionState,
} from '@fairway/backstage-plugin-delivery-common';

/** Before it touches anything, while it changes the environment, and after. */
export function promotionPhase(
  state: PromotionState,
): 'waiting' | 'running' | 'ended' {
  switch (state) {
    case 'requested':
    case 'gating':
    case 'awaiting-approval':
    case 'queued':
      return 'waiting';
    case 'writing':
    case 'syncing':
    case 'verifying':
      return 'running';
    case 'succeeded':
    case 'rejected':
    case 'cancelled':
    case 'superseded':
    case 'failed':
      return 'ended';
    default: {
      const never: never = state;
      throw new Error(`No phase for promotion state '${never}'`);
    }
  }
}

/** The promotion that is changing the environment now. */
export function runningPromotion(
  environment: EnvironmentView,
): Promotion | undefined {
  const { promotion } = environment;
  return promotion && promotionPhase(promotion.state) === 'running'
    ? promotion
    : undefined;
}

/** The promotions that wait for something before they start, in the order of the environments. */
export function waitingPromotions(
  environments: readonly EnvironmentView[],
): Promotion[] {
  return environments.flatMap(({ promotion }) =>
    promotion && promotionPhase(promotion.state) === 'waiting'
      ? [promotion]
      : [],
  );
}
