import { ObservedDeployment } from '../deployments/DeploymentStore';
import { VerificationConfig } from '../pipelines/pipelineConfig';
import { unknownBecause } from './PromotionFacts';

/** Whether what runs counts as verified without a promotion. */
export type ObservedVerification =
  | { verified: true }
  | { verified: false; lookAgainAt?: Date };

/**
 * Decides whether a release that the pipeline or somebody else brought has proved itself: healthy, in sync and with its
 * checks passed for the whole soak time.
 */
export function decideObservedVerification(
  deployment: ObservedDeployment | undefined,
  policy: VerificationConfig,
  now: Date,
): ObservedVerification {
  const notNow = { verified: false } as const;
  if (!deployment?.release || unknownBecause(deployment, '')) {
    return notNow;
  }
  const { digest, desiredDigest, revision, sync, health } = deployment;
  const moving = desiredDigest !== undefined && desiredDigest !== digest;
  const synced =
    sync === 'synced' || (sync === 'unknown' && revision === undefined);
  if (moving || !synced || health !== 'healthy') {
    return notNow;
  }
  const proven = policy.checks.every(wanted => {
    const runs = deployment.checks
      .filter(check => check.kind === wanted || check.name === wanted)
      .filter(
        check =>
          check.digest === digest ||
          (check.revision !== undefined && check.revision === revision) ||
          (check.digest === undefined && check.revision === undefined),
      )
      .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1));
    return runs.at(0)?.state === 'passed';
  });
  const known = [deployment.since, deployment.healthSince].flatMap(each =>
    each ? [Date.parse(each)] : [],
  );
  if (!proven || known.length === 0) {
    return notNow;
  }
  const soaked = Math.max(...known) + policy.soakSeconds * 1000;
  return now.getTime() >= soaked
    ? { verified: true }
    : { verified: false, lookAgainAt: new Date(soaked) };
}
