import {
  Release,
  ReleaseSummary,
} from '@fairway/backstage-plugin-delivery-common';

/** The part of a release that lists show. */
export function summarizeRelease(release: Release): ReleaseSummary {
  const { id, sequence, version, commit, commitUrl, digest, createdAt } =
    release;
  return {
    id,
    sequence,
    version,
    commit,
    commitUrl,
    digest,
    createdAt,
    quarantine: release.quarantine,
    veto: release.veto,
  };
}
