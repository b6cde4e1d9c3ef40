import { StoredApproval } from './StoredPromotion';

/** What the decisions of people amount to now. */
export interface ApprovalVerdict {
  have: number;
  rejected?: StoredApproval;
  /** True if some decisions were about something that changed since. */
  lapsed: boolean;
}

/** Counts the decisions that are about exactly these manifests and this policy. */
export function judgeApprovals(
  approvals: StoredApproval[],
  boundTo: { manifestsCommit: string; policyVersion: string },
): ApprovalVerdict {
  const standing = approvals.filter(approval => !approval.lapsedAt);
  const valid = standing.filter(
    approval =>
      approval.manifestsCommit === boundTo.manifestsCommit &&
      approval.policyVersion === boundTo.policyVersion,
  );
  const people = new Set(
    valid
      .filter(approval => approval.decision === 'approved')
      .map(approval => approval.by),
  );
  return {
    have: people.size,
    rejected: valid.find(approval => approval.decision === 'rejected'),
    lapsed: valid.length < standing.length,
  };
}
