import { Hold, Release } from '@fairway/backstage-plugin-delivery-common';
import { EnvironmentConfig } from '../pipelines/pipelineConfig';
import { actorName } from './actorName';
import { StoredPromotion, isRollback } from './StoredPromotion';

/** Whether and where to an environment rolls back by itself after a verdict. */
export type RollbackDecision =
  | { rollBack: true; to: Release }
  | { rollBack: false; because: string };

/**
 * Decides about an automatic rollback: only to a release that was verified there before, never the answer to another
 * rollback, never against a hold that a person set.
 */
export function decideRollback(
  promotion: StoredPromotion,
  facts: {
    policy: Pick<EnvironmentConfig, 'rollback'>;
    hold: Hold | undefined;
    /** Releases verified in the environment, newest first. */
    verified: Release[];
  },
): RollbackDecision {
  if (isRollback(promotion.kind)) {
    return { rollBack: false, because: 'a rollback is not rolled back' };
  }
  if (facts.policy.rollback !== 'automatic') {
    return {
      rollBack: false,
      because: `the policy of ${promotion.environment} leaves rollbacks to people`,
    };
  }
  if (facts.hold && facts.hold.promotionId === undefined) {
    return {
      rollBack: false,
      because: `${actorName(facts.hold.by)} holds ${promotion.environment}: ${
        facts.hold.reason
      }`,
    };
  }
  const candidates = facts.verified.filter(
    release =>
      release.digest !== promotion.release.digest &&
      !release.veto &&
      !release.quarantine,
  );
  const before = candidates.find(
    release => release.id === promotion.fromRelease?.id,
  );
  const older = candidates.find(
    release => release.sequence < promotion.release.sequence,
  );
  const to = before ?? older ?? candidates.at(0);
  return to
    ? { rollBack: true, to }
    : {
        rollBack: false,
        because: `no other release was ever verified in ${promotion.environment}`,
      };
}
