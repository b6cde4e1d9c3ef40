import { PromotionDecision } from './decidePromotion';
import {
  DeploymentFacts,
  PromotionObservations,
  PromotionPolicy,
} from './PromotionObservations';
import { StoredPromotion, isRollback } from './StoredPromotion';

const GRACE_SECONDS = { promote: 10, rollback: 30 };

/**
 * How long a deployment must stay degraded until that is a verdict and not a hiccup of a starting pod. A rollback begins
 * in a degraded environment and gets more time.
 */
export function degradedGraceSeconds(promotion: StoredPromotion): number {
  return isRollback(promotion.kind)
    ? GRACE_SECONDS.rollback
    : GRACE_SECONDS.promote;
}

/** Decides about a written promotion: is it applied, does it work, did it fail for good? */
export function decideVerification(
  promotion: StoredPromotion,
  observations: PromotionObservations,
  policy: PromotionPolicy,
  now: Date,
): PromotionDecision {
  const knowledge = observations.deployment;
  if (!knowledge.known) {
    return { do: 'wait', detail: knowledge.because, clock: 'stands' };
  }
  const { deployment } = knowledge;
  if (promotion.state === 'syncing') {
    if (isApplied(promotion, deployment)) {
      return { do: 'enter', state: 'verifying' };
    }
    return timeOut(promotion, policy, now, 'the commit to be applied');
  }
  return verify(promotion, deployment, policy, now);
}

function verify(
  promotion: StoredPromotion,
  deployment: DeploymentFacts,
  policy: PromotionPolicy,
  now: Date,
): PromotionDecision {
  if (!isApplied(promotion, deployment)) {
    return timeOut(promotion, policy, now, 'the commit to be applied again');
  }
  const { version } = promotion.release;
  for (const wanted of policy.verification.checks) {
    const failed = newestChecks(deployment, wanted).find(
      check => check.state === 'failed',
    );
    if (failed) {
      return fail(
        `Check '${failed.name}' failed${
          failed.summary ? `: ${failed.summary}` : ''
        }`,
      );
    }
  }
  const since = degradedSince(promotion, deployment);
  if (
    since !== undefined &&
    secondsFrom(since, now) >= degradedGraceSeconds(promotion)
  ) {
    return fail(
      `${version} is degraded${
        deployment.message ? `: ${deployment.message}` : ''
      }`,
    );
  }
  if (deployment.health === 'unknown') {
    return {
      do: 'wait',
      detail: 'the health of the deployment to be known',
      clock: 'stands',
    };
  }
  const missing = missingProof(promotion, deployment, policy);
  if (missing) {
    return timeOut(promotion, policy, now, missing);
  }
  const soakedAt = soakEnd(promotion, deployment, policy);
  if (now.getTime() < soakedAt.getTime()) {
    return {
      do: 'wait',
      detail: `${policy.verification.soakSeconds} s of health`,
      until: soakedAt.toISOString(),
      clock: 'runs',
    };
  }
  return {
    do: 'finish',
    state: 'succeeded',
    outcome: `Verified: healthy for ${policy.verification.soakSeconds} s`,
    harmed: false,
  };
}

/** What is missing until the soak time counts. */
function missingProof(
  promotion: StoredPromotion,
  deployment: DeploymentFacts,
  policy: PromotionPolicy,
): string | undefined {
  if (deployment.digest !== promotion.release.digest) {
    return `${promotion.release.version} to serve users`;
  }
  if (deployment.health !== 'healthy') {
    return `health; it is ${deployment.health}${
      deployment.message ? ` (${deployment.message})` : ''
    }`;
  }
  const syncedOrNobodySyncs =
    deployment.sync === 'synced' ||
    (deployment.sync === 'unknown' && deployment.revision === undefined);
  if (!syncedOrNobodySyncs) {
    return 'the deployment to be in sync';
  }
  // What was verified here before proved its checks then; a controller that moves back may not run them again.
  if (isRollback(promotion.kind)) {
    return undefined;
  }
  return policy.verification.checks
    .filter(
      wanted =>
        !newestChecks(deployment, wanted).some(
          check => check.state === 'passed',
        ),
    )
    .map(wanted => `check '${wanted}' to pass`)
    .at(0);
}

/** True once the controller works on the written commit. */
function isApplied(
  promotion: StoredPromotion,
  deployment: DeploymentFacts,
): boolean {
  if (deployment.revisionHasCommit !== undefined) {
    return deployment.revisionHasCommit;
  }
  const { digest } = promotion.release;
  return deployment.digest === digest || deployment.desiredDigest === digest;
}

/** Since when the written release is degraded; undefined if it is not, or if something else is. */
export function degradedSince(
  promotion: StoredPromotion,
  deployment: DeploymentFacts,
): string | undefined {
  const { digest } = promotion.release;
  const aboutThis =
    deployment.digest === digest || deployment.desiredDigest === digest;
  if (deployment.health !== 'degraded' || !aboutThis) {
    return undefined;
  }
  return latest(
    promotion.times.verifying ?? promotion.requestedAt,
    deployment.healthSince,
  );
}

/** When the deployment will have been healthy for the soak time. */
function soakEnd(
  promotion: StoredPromotion,
  deployment: DeploymentFacts,
  policy: PromotionPolicy,
): Date {
  const from = latest(
    promotion.times.verifying ?? promotion.requestedAt,
    deployment.healthSince,
    deployment.since,
  );
  return new Date(Date.parse(from) + policy.verification.soakSeconds * 1000);
}

/** Of each check that a policy names by kind or name, the newest run that is about this release. */
function newestChecks(deployment: DeploymentFacts, wanted: string) {
  const newest = new Map<string, DeploymentFacts['checks'][number]>();
  for (const check of deployment.checks) {
    if (!check.ofThis || (check.kind !== wanted && check.name !== wanted)) {
      continue;
    }
    const other = newest.get(check.name);
    if (!other || (other.at ?? '') < (check.at ?? '')) {
      newest.set(check.name, check);
    }
  }
  return [...newest.values()];
}

function timeOut(
  promotion: StoredPromotion,
  policy: PromotionPolicy,
  now: Date,
  missing: string,
): PromotionDecision {
  const deadline = deadlineOf(promotion, now);
  if (deadline !== undefined && now.getTime() >= deadline) {
    return fail(
      `Waited ${policy.verification.timeoutSeconds} s for ${missing}`,
    );
  }
  return { do: 'wait', detail: missing, clock: 'runs' };
}

/** The deadline does not run while nothing is known. */
function deadlineOf(promotion: StoredPromotion, now: Date): number | undefined {
  if (!promotion.deadlineAt) {
    return undefined;
  }
  const paused = promotion.pausedAt
    ? now.getTime() - Date.parse(promotion.pausedAt)
    : 0;
  return Date.parse(promotion.deadlineAt) + paused;
}

function fail(outcome: string): PromotionDecision {
  return { do: 'finish', state: 'failed', outcome, harmed: true };
}

function secondsFrom(time: string, now: Date): number {
  return (now.getTime() - Date.parse(time)) / 1000;
}

function latest(first: string, ...others: (string | undefined)[]): string {
  return others.reduce<string>(
    (newest, each) =>
      each !== undefined && Date.parse(each) > Date.parse(newest)
        ? each
        : newest,
    first,
  );
}
