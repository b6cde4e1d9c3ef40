import { PromotionView } from '@fairway/backstage-plugin-delivery-common';

/** A promotion that waits for the second of two approvals and that the viewer can decide. */
export function promotionView(
  over: Partial<PromotionView> = {},
): PromotionView {
  return {
    id: 'promotion-1',
    serviceRef: 'component:default/checkout-api',
    environment: 'production',
    kind: 'promote',
    state: 'awaiting-approval',
    release: release('1.14.3', 12),
    fromRelease: release('1.14.2', 11),
    requestedBy: 'user:default/ada',
    requestedAt: '2026-11-20T15:10:00Z',
    reason: 'Gateway timeouts cost us orders since Tuesday.',
    gates: [
      {
        id: 'verified',
        title: 'Verified in staging',
        state: 'passed',
        evidence: 'soaked 25 h',
        asOf: '2026-11-20T15:41:00Z',
      },
      {
        id: 'gate-1',
        title: 'Gate 1: code and dependencies',
        state: 'waived',
        evidence: 'waived by sam until 27 Nov: already in production',
        asOf: '2026-11-20T13:41:00Z',
      },
    ],
    approvalPolicy: {
      count: 2,
      from: ['group:default/operations'],
      notRequester: true,
      notAuthor: true,
    },
    approvals: [
      {
        by: 'user:default/ben',
        decision: 'approved',
        comment: 'Retry is bounded, dashboards are ready.',
        at: '2026-11-20T15:33:00Z',
      },
    ],
    steps: [],
    risk: {
      level: 'medium',
      reasons: ['changes src/authorise, which payments marks critical'],
    },
    viewer: { canApprove: true, canCancel: false },
    ...over,
  };
}

export function release(version: string, sequence: number) {
  return {
    id: `release-${version}`,
    sequence,
    version,
    commit: '5d1f8c3a0b1c2d3e4f5061728394a5b6c7d8e9f0',
    digest: `sha256:${'ab'.repeat(32)}`,
    createdAt: '2026-11-19T09:00:00Z',
  };
}
