import {
  EnvironmentView,
  PromotionView,
} from '@fairway/backstage-plugin-delivery-common';

/** The one action a page puts forward. */
export type PrimaryAction =
  | { kind: 'decide'; promotionId: string }
  | { kind: 'promote'; environment: string };

/**
 * What waits for the viewer comes first; else promoting into the first environment whose predecessor has a newer
 * verified release; else nothing is put forward.
 */
export function primaryAction(
  environments: readonly EnvironmentView[],
  waiting: PromotionView | undefined,
): PrimaryAction | undefined {
  if (waiting?.viewer.canApprove) {
    return { kind: 'decide', promotionId: waiting.id };
  }
  const next = environments.find(
    environment =>
      environment.entry === 'manual' &&
      environment.candidate &&
      environment.abilities.promote.allowed &&
      !environment.promotion,
  );
  return next && { kind: 'promote', environment: next.name };
}
