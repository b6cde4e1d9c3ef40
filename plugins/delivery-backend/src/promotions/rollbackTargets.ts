import { PromotionKind } from '@fairway/backstage-plugin-delivery-common';
import { DeploymentHistory } from '../deployments/DeploymentHistory';
import { ReleaseStore } from '../releases/ReleaseStore';

/** A release that an environment may go back to, and why. */
export interface RollbackTarget {
  releaseId: string;
  verifiedAt?: string;
  /** It ran here until then, and nobody saw it fail. */
  ranUntil?: string;
}

/**
 * Where a rollback may go. Fairway by itself goes only to what was verified in the environment; a person may also choose
 * what ran there before, as after an installation, when nothing was verified yet. Verified ones come first.
 */
export async function rollbackTargets(
  ports: {
    releases: Pick<ReleaseStore, 'verifications'>;
    history: Pick<DeploymentHistory, 'earlier'>;
  },
  place: { serviceRef: string; environment: string },
  kind: PromotionKind,
): Promise<RollbackTarget[]> {
  const { serviceRef, environment } = place;
  const [verifications, earlier] = await Promise.all([
    ports.releases.verifications(serviceRef, environment),
    kind === 'auto-rollback'
      ? []
      : ports.history.earlier(serviceRef, environment),
  ]);
  const ranUntil = new Map(earlier.map(each => [each.releaseId, each.until]));
  const verified = verifications.map(({ releaseId, verifiedAt }) => ({
    releaseId,
    verifiedAt,
    ranUntil: ranUntil.get(releaseId),
  }));
  const known = new Set(verified.map(each => each.releaseId));
  const unverified = earlier
    .filter(each => !known.has(each.releaseId))
    .map(({ releaseId, until }) => ({ releaseId, ranUntil: until }));
  return [...verified, ...unverified];
}
