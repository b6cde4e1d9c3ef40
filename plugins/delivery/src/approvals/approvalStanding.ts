import {
  Approval,
  PromotionView,
  isFinal,
} from '@fairway/backstage-plugin-delivery-common';

/**
 * How a promotion in the inbox stands for one viewer. The server's word on who may decide is never overruled here:
 * this only finds the sentence that explains it.
 */
export type ApprovalStanding =
  | { kind: 'decidable' }
  | { kind: 'own' }
  | { kind: 'decided-by-viewer'; approval: Approval }
  | { kind: 'waits-for-gate'; gates: string[] }
  | { kind: 'not-allowed'; reason?: string }
  | { kind: 'moved-on' }
  | { kind: 'ended' };

export function approvalStanding(
  promotion: PromotionView,
  viewerRef: string | undefined,
): ApprovalStanding {
  if (isFinal(promotion.state)) {
    return { kind: 'ended' };
  }
  if (promotion.viewer.canApprove) {
    return { kind: 'decidable' };
  }
  if (promotion.state === 'requested' || promotion.state === 'gating') {
    return {
      kind: 'waits-for-gate',
      gates: promotion.gates
        .filter(gate => gate.state === 'pending' || gate.state === 'failed')
        .map(gate => gate.title),
    };
  }
  if (promotion.state !== 'awaiting-approval') {
    return { kind: 'moved-on' };
  }
  const approval = standing(promotion).find(({ by }) => by === viewerRef);
  if (approval) {
    return { kind: 'decided-by-viewer', approval };
  }
  if (promotion.requestedBy === viewerRef) {
    return { kind: 'own' };
  }
  return { kind: 'not-allowed', reason: promotion.viewer.approveBlockedBy };
}

/** The approvals that still count. */
export function standing(promotion: PromotionView): Approval[] {
  return promotion.approvals.filter(
    ({ decision, lapsedAt }) => decision === 'approved' && !lapsedAt,
  );
}

/** The approvals that were given and count no longer, because what they approved has changed. */
export function lapsed(promotion: PromotionView): Approval[] {
  return promotion.approvals.filter(({ lapsedAt }) => lapsedAt !== undefined);
}

export type GateTally = {
  passed: number;
  waived: number;
  pending: number;
  failed: number;
};

export function tallyGates(promotion: PromotionView): GateTally {
  const tally: GateTally = { passed: 0, waived: 0, pending: 0, failed: 0 };
  for (const gate of promotion.gates) {
    tally[gate.state] += 1;
  }
  return tally;
}
