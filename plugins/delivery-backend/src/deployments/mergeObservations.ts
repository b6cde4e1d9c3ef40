import {
  Deployment,
  DeploymentCheck,
  Health,
} from '@fairway/backstage-plugin-delivery-common';
import {
  DeploymentObservation,
  shortMessage,
} from '@fairway/backstage-plugin-delivery-node';

/** A merged deployment before it is joined with its release, its age and its freshness. */
export type MergedDeployment = Omit<
  Deployment,
  'release' | 'since' | 'healthSince' | 'provenance'
> & { desiredDigest?: string };

const badness: Record<Health, number> = {
  healthy: 0,
  unknown: 1,
  suspended: 2,
  progressing: 3,
  missing: 4,
  degraded: 5,
};

const maxDetails = 6;
const maxChecks = 20;

/**
 * Makes one picture of what several sources see of one environment. A source that counts pods knows what runs; one that
 * reports sync knows what was applied; the worst health of all is the health; the most telling reason is the message.
 * The order of the observations does not matter.
 */
export function mergeObservations(
  observations: ReadonlyMap<string, DeploymentObservation>,
): MergedDeployment | undefined {
  const all = [...observations]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, observation]) => observation);
  if (all.length === 0) {
    return undefined;
  }
  const workload =
    all.find(each => each.digest && each.pods !== undefined) ??
    all.find(each => each.digest);
  const gitOps = all.find(each => each.sync !== undefined);
  const health = all
    .map(each => each.health)
    .reduce((a, b) => (badness[b] > badness[a] ? b : a));
  const pods = all.find(each => each.pods !== undefined);
  return {
    environment: all[0].environment,
    digest: workload?.digest,
    desiredDigest: workload?.desiredDigest,
    health,
    sync: gitOps?.sync ?? 'unknown',
    ...reasonsOf(all),
    readyPods: pods?.readyPods,
    pods: pods?.pods,
    revision: gitOps?.revision ?? all.find(each => each.revision)?.revision,
    url: gitOps?.url ?? all.find(each => each.url)?.url,
    checks: checksOf(all),
  };
}

/**
 * The most telling reason first: a cause before a symptom, then the worse health, then the source that sees the pods
 * themselves. The first one is the message; all that was said beyond it are details.
 */
function reasonsOf(
  all: DeploymentObservation[],
): Pick<MergedDeployment, 'message' | 'details'> {
  const [first, ...others] = all
    .filter(each => each.message)
    .sort(
      (a, b) =>
        Number(isCause(b)) - Number(isCause(a)) ||
        badness[b.health] - badness[a.health] ||
        Number(b.pods !== undefined) - Number(a.pods !== undefined),
    );
  if (!first?.message) {
    return {};
  }
  const message = shortMessage(first.message);
  const said = [
    ...(first.details ?? []),
    first.message,
    ...others.flatMap(each => [each.message ?? '', ...(each.details ?? [])]),
  ];
  const details = [...new Set(said)]
    .filter(text => text && text !== message)
    .slice(0, maxDetails);
  return { message, ...(details.length > 0 && { details }) };
}

function isCause(observation: DeploymentObservation): boolean {
  return observation.messageKind === 'cause';
}

/** One check per kind, name and what it ran against; the later report wins. */
function checksOf(all: DeploymentObservation[]): DeploymentCheck[] {
  const checks = new Map<string, DeploymentCheck>();
  for (const check of all.flatMap(each => each.checks ?? [])) {
    const key = [check.kind, check.name, check.digest, check.revision].join();
    const other = checks.get(key);
    if (!other || (other.at ?? '') < (check.at ?? '')) {
      checks.set(key, check);
    }
  }
  return [...checks.values()]
    .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1))
    .slice(0, maxChecks);
}

const spanBadness: Record<Health, number> = {
  unknown: 0,
  progressing: 0,
  healthy: 1,
  suspended: 2,
  missing: 3,
  degraded: 4,
};

/**
 * The worse of two healths over the time a release ran. Every rollout begins progressing, so that says nothing about it.
 */
export function worseOverTime(a: Health, b: Health): Health {
  return spanBadness[b] > spanBadness[a] ? b : a;
}
