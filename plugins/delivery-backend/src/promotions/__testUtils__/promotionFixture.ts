import {
  ApprovalPolicy,
  Hold,
  Release,
} from '@fairway/backstage-plugin-delivery-common';
import {
  PromotionObservations,
  PromotionPolicy,
} from '../PromotionObservations';
import { StoredApproval, StoredPromotion } from '../StoredPromotion';

export const start = new Date('2026-11-23T09:00:00.000Z');
export const commit = 'c'.repeat(40);
export const policyVersion = 'policy-1';

/** A moment some seconds after the start of a test. */
export function after(seconds: number): Date {
  return new Date(start.getTime() + seconds * 1000);
}

export function aRelease(
  sequence: number,
  more: Partial<Release> = {},
): Release {
  return {
    id: `r-${sequence}`,
    serviceRef: 'component:default/checkout-api',
    sequence,
    version: `1.0.${sequence}`,
    commit: String(sequence % 10).repeat(40),
    image: 'ghcr.io/acme/checkout-api',
    digest: `sha256:${sequence.toString(16).padStart(64, '0')}`,
    createdAt: start.toISOString(),
    evidence: [],
    ...more,
  };
}

export function aPromotion(
  more: Partial<StoredPromotion> = {},
): StoredPromotion {
  return {
    id: 'p-1',
    serviceRef: 'component:default/checkout-api',
    environment: 'production',
    kind: 'promote',
    state: 'requested',
    version: 1,
    release: aRelease(2),
    fromRelease: aRelease(1),
    requestedBy: 'user:default/ada',
    requestedAt: start.toISOString(),
    authors: ['ben'],
    gates: [],
    approvalPolicy: quorumOf(1),
    risk: { level: 'low', reasons: ['1 commit'] },
    times: { requested: start.toISOString() },
    ...more,
  };
}

/** So many approvals from operations. */
export function quorumOf(count: number): ApprovalPolicy {
  return {
    count,
    from: ['group:default/operations'],
    notRequester: true,
    notAuthor: true,
  };
}

export function aPolicy(more: Partial<PromotionPolicy> = {}): PromotionPolicy {
  return {
    version: policyVersion,
    approvals: quorumOf(1),
    verification: {
      soakSeconds: 30,
      timeoutSeconds: 600,
      watchSeconds: 300,
      checks: [],
    },
    freezesBindRollbacks: false,
    ...more,
  };
}

export function observed(
  more: Partial<PromotionObservations> = {},
): PromotionObservations {
  return {
    release: aRelease(2),
    gates: [],
    approvals: [],
    hold: undefined,
    freeze: undefined,
    manifestsCommit: commit,
    provenHere: false,
    deployment: { known: false, because: 'nothing was written yet' },
    ...more,
  };
}

export function anApproval(more: Partial<StoredApproval> = {}): StoredApproval {
  return {
    by: 'user:default/olga',
    decision: 'approved',
    at: start.toISOString(),
    manifestsCommit: commit,
    policyVersion,
    ...more,
  };
}

export function aHold(more: Partial<Hold> = {}): Hold {
  return {
    environment: 'production',
    by: 'user:default/pia',
    at: start.toISOString(),
    reason: 'Black Friday',
    ...more,
  };
}
