import {
  PromotionKind,
  PromotionPreview,
  Release,
  ReleaseSummary,
} from '@fairway/backstage-plugin-delivery-common';
import { summarizeRelease } from '../releases/summarizeRelease';
import { Assessment } from './PromotionAssessor';
import { Place, approvalPolicyOf } from './PromotionFacts';

/** The summary of a release, if there is one. */
export function summaryOf(
  release: Release | undefined,
): ReleaseSummary | undefined {
  return release && summarizeRelease(release);
}

/** The assessment as a person sees it. */
export function toPreview(
  assessment: Assessment,
  place: Place,
  kind: PromotionKind,
): PromotionPreview {
  const { fromRelease, replaces } = assessment;
  return {
    serviceRef: place.service.ref,
    environment: place.environment.name,
    kind,
    release: summarizeRelease(assessment.release),
    fromRelease: summaryOf(fromRelease),
    choices: assessment.choices.map(release => {
      const target = assessment.targets.find(
        each => each.releaseId === release.id,
      );
      return {
        ...summarizeRelease(release),
        verifiedAt: target?.verifiedAt,
        ranUntil: target?.ranUntil,
      };
    }),
    commits: assessment.commits,
    commitsComplete: assessment.commitsComplete,
    compareUrl: compareUrl(fromRelease, assessment.release),
    manifests: {
      baseCommit: assessment.manifests.baseCommit,
      asOf: assessment.manifests.asOf,
      files: assessment.manifests.files,
      error: assessment.manifests.error,
    },
    findings: assessment.findings,
    gates: assessment.gates,
    approvalPolicy: approvalPolicyOf(place.environment, kind),
    freeze: assessment.freeze,
    hold: assessment.hold,
    supersedes: replaces && { id: replaces.id, release: replaces.release },
    risk: assessment.risk,
    blockers: assessment.blockers.map(
      ({ title, detail, wayOut, releaseId }) => ({
        title,
        detail,
        wayOut,
        releaseId,
      }),
    ),
  };
}

/** Link to the comparison of two commits, made from the link to one of them. */
function compareUrl(
  from: Release | undefined,
  to: Release,
): string | undefined {
  const home = /^(https?:\/\/.+)\/commits?\/[0-9a-f]+$/.exec(
    to.commitUrl ?? '',
  )?.[1];
  return home && from
    ? `${home}/compare/${from.commit}...${to.commit}`
    : undefined;
}
