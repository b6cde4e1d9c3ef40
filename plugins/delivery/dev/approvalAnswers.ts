import {
  PromotionPreview,
  PromotionView,
} from '@fairway/backstage-plugin-delivery-common';
import { promotionView, release } from '../src/approvals/promotionView.fixture';
import { ago } from './times';

const passed = (title: string, evidence: string) => ({
  id: title,
  title,
  state: 'passed' as const,
  evidence,
  asOf: ago(1440),
});

const notYours = { canApprove: false, canCancel: false };

/** One promotion per standing. */
export const waitingPromotions: PromotionView[] = [
  promotionView({
    requestedAt: ago(32),
    gates: [
      passed('Verified in staging', 'soaked 25 h'),
      {
        id: 'gate-1',
        title: 'Gate 1: code and dependencies',
        state: 'waived',
        evidence:
          'waived by sam until 27 Nov: 1 critical, already in production',
        asOf: ago(120),
      },
      passed('Gate 2: image', '0 critical'),
      passed('Tests and coverage', '1,276 passed, 87.1 %'),
    ],
    risk: {
      level: 'medium',
      reasons: [
        'Payment path: src/authorise/** is marked critical by payments',
        'Starts Mon 08:00, when the freeze ends',
      ],
    },
  }),
  promotionView({
    id: 'refunds',
    serviceRef: 'component:default/refunds-worker',
    fromRelease: release('3.8.0', 1),
    release: release('3.9.0', 2),
    requestedAt: ago(121),
    approvals: [],
    risk: { level: 'high', reasons: ['1 high finding introduced'] },
    gates: [passed('Verified in staging', ''), passed('Gate 1', '')],
  }),
  promotionView({
    id: 'ledger',
    serviceRef: 'component:default/ledger-api',
    fromRelease: release('2.30.1', 1),
    release: release('2.31.0', 2),
    requestedBy: 'user:default/olga',
    requestedAt: ago(300),
    risk: { level: 'low', reasons: ['2 commits, no config change'] },
    gates: [passed('Verified in staging', ''), passed('Gate 1', '')],
    viewer: {
      canApprove: false,
      approveBlockedBy:
        'Policy of production: not the requester, not an author.',
      canCancel: true,
    },
  }),
  promotionView({
    id: 'invoice',
    serviceRef: 'component:default/invoice-renderer',
    state: 'gating',
    fromRelease: release('5.2.2', 1),
    release: release('5.2.3', 2),
    requestedBy: 'user:default/ben',
    requestedAt: ago(1500),
    approvals: [],
    risk: { level: 'low', reasons: [] },
    gates: [
      {
        id: 'g',
        title: 'Gate 1',
        state: 'pending',
        evidence: 'scan is running',
      },
    ],
    viewer: notYours,
  }),
  promotionView({
    id: 'lapsed',
    serviceRef: 'component:default/payout-scheduler',
    requestedAt: ago(3000),
    approvals: [
      {
        by: 'user:default/ben',
        decision: 'approved',
        at: ago(60),
        lapsedAt: ago(10),
      },
    ],
    viewer: {
      canApprove: false,
      approveBlockedBy: 'Approvers of production are in operations.',
      canCancel: false,
    },
  }),
];

export const changes: PromotionPreview = {
  serviceRef: 'component:default/checkout-api',
  environment: 'production',
  kind: 'promote',
  release: release('1.14.3', 12),
  choices: [],
  commits: [
    {
      sha: '5d1f8c3a0b1c2d3e4f5061728394a5b6c7d8e9f0',
      parents: [],
      message: 'Retry card authorisation once on a gateway timeout',
      author: 'Ada Byron',
      authoredAt: ago(3000),
      url: 'https://forge.example/commit/5d1f8c3',
    },
  ],
  commitsComplete: true,
  manifests: {
    files: [
      {
        path: 'manifests/environments/production/kustomization.yaml',
        added: 1,
        removed: 1,
        patch:
          '@@ -9,3 +9,3 @@\n images:\n   - name: ghcr.io/acme/checkout-api\n-    digest: sha256:aaaa # 1.14.2\n+    digest: sha256:bbbb # 1.14.3',
      },
    ],
  },
  findings: {
    known: true,
    fixed: [
      { id: '1', severity: 'critical', title: 'a' },
      { id: '2', severity: 'high', title: 'b' },
    ],
    introduced: [{ id: '3', severity: 'medium', title: 'c' }],
  },
  gates: [],
  approvalPolicy: { count: 2, from: [], notRequester: true, notAuthor: true },
  risk: { level: 'low', reasons: [] },
  blockers: [],
};
