import { PastDeployment } from '@fairway/backstage-plugin-delivery-node';
import { AnalysisRunObject, ReplicaSetObject } from './WorkloadObject';

/** Since when the pods of a ReplicaSet served users first; undefined if that is not known. */
export type ServedSince = (
  replicaSet: ReplicaSetObject,
) => string | 'never' | undefined;

/** One change of a workload's template. */
interface Revision {
  revision: number;
  digest: string | undefined;
  since: string | 'never' | undefined;
}

/**
 * What ran before, by the ReplicaSets that the workload still keeps; the last entry is what runs now. Only what is
 * certain: a revision ended when the next one began, so one whose successor's beginning is not known is left out.
 */
export function pastDeployments(
  replicaSets: ReplicaSetObject[],
  digestOfSet: (replicaSet: ReplicaSetObject) => string | undefined,
  servedSince: ServedSince,
): PastDeployment[] {
  const revisions = revisionsOf(replicaSets, digestOfSet, servedSince);
  const past: PastDeployment[] = [];
  for (const [index, { digest, since }] of revisions.entries()) {
    const to = endOf(revisions, index);
    if (!digest || !since || since === 'never' || to === 'unknown') {
      continue;
    }
    const before = past.at(-1);
    if (before?.digest === digest && before.to === since) {
      // Only the configuration changed: the same release went on.
      past.pop();
      past.push({ digest, from: before.from, ...(to && { to }) });
    } else {
      past.push({ digest, from: since, ...(to && { to }) });
    }
  }
  return past;
}

/** When a revision ended; undefined if it runs now. A revision that never served users ended nothing. */
function endOf(
  revisions: Revision[],
  index: number,
): string | 'unknown' | undefined {
  for (let next = index + 1; next < revisions.length; next += 1) {
    const { revision, since } = revisions[next];
    if (!since || revision !== revisions[next - 1].revision + 1) {
      return 'unknown';
    }
    if (since !== 'never') {
      return since;
    }
  }
  return undefined;
}

/**
 * The revisions in order. A ReplicaSet tells when its first revision began; when a rollback took it up again is written
 * nowhere.
 */
function revisionsOf(
  replicaSets: ReplicaSetObject[],
  digestOfSet: (replicaSet: ReplicaSetObject) => string | undefined,
  servedSince: ServedSince,
): Revision[] {
  return replicaSets
    .flatMap(replicaSet => {
      const all = [...replicaSet.earlierRevisions, replicaSet.revision];
      const first = Math.min(...all);
      const takenUpAgain = replicaSets.some(
        other =>
          other.revision < first && other.createdAt > replicaSet.createdAt,
      );
      return all.map(revision => ({
        revision,
        digest: digestOfSet(replicaSet),
        since:
          revision === first && !takenUpAgain
            ? servedSince(replicaSet)
            : undefined,
      }));
    })
    .filter(({ revision }) => revision > 0)
    .sort((a, b) => a.revision - b.revision);
}

/**
 * A blue-green Rollout makes a ReplicaSet for every release it tries. Users were switched to it when its analysis had
 * passed, and never if the analysis failed; without one nothing proves either. Only the first revision of all serves users
 * at once and without analysis: there is nothing to switch from.
 */
export function servedAfterAnalysis(
  analysisRuns: AnalysisRunObject[],
): ServedSince {
  return ({ podHash, revision, earlierRevisions, createdAt }) => {
    const phaseOf = (type: string) =>
      analysisRuns.find(run => run.podHash === podHash && run.type === type);
    const before = phaseOf('PrePromotion');
    if (!before && Math.min(revision, ...earlierRevisions) === 1) {
      return createdAt;
    }
    if (before?.phase === 'Failed' || before?.phase === 'Error') {
      return 'never';
    }
    // After a failed analysis users are switched back at a time that nothing tells.
    const kept = !/^(Failed|Error)$/.test(
      phaseOf('PostPromotion')?.phase ?? '',
    );
    return before?.phase === 'Successful' && kept
      ? before.finishedAt
      : undefined;
  };
}
