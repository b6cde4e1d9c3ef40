import {
  Promotion,
  PromotionState,
  PromotionStep,
} from '@fairway/backstage-plugin-delivery-common';
import { StoredApproval, StoredPromotion } from './StoredPromotion';

/** A promotion as it is shown, with one line per step. */
export function describePromotion(
  promotion: StoredPromotion,
  approvals: StoredApproval[],
): Promotion {
  return {
    id: promotion.id,
    serviceRef: promotion.serviceRef,
    environment: promotion.environment,
    kind: promotion.kind,
    state: promotion.state,
    release: promotion.release,
    fromRelease: promotion.fromRelease,
    requestedBy: promotion.requestedBy,
    requestedAt: promotion.requestedAt,
    reason: promotion.reason,
    gates: promotion.gates,
    approvalPolicy: promotion.approvalPolicy,
    approvals: approvals.map(({ by, decision, comment, at, lapsedAt }) => ({
      by,
      decision,
      comment,
      at,
      lapsedAt,
    })),
    steps: describeSteps(promotion, approvals),
    risk: promotion.risk,
    retry: promotion.retry,
    outcome: promotion.outcome,
    manifestsCommit: promotion.manifestsCommit,
    manifestsCommitUrl: promotion.manifestsCommitUrl,
    finishedAt: promotion.finishedAt,
    finishedBy: promotion.finishedBy,
    causedBy: promotion.causedBy,
  };
}

/** How many valid approvals a promotion has. */
export function countApprovals(approvals: StoredApproval[]): number {
  return new Set(
    approvals
      .filter(each => each.decision === 'approved' && !each.lapsedAt)
      .map(each => each.by),
  ).size;
}

const stepStates = [
  ['requested', 'requested'],
  ['gates', 'gating'],
  ['approvals', 'awaiting-approval'],
  ['queue', 'queued'],
  ['write', 'writing'],
  ['sync', 'syncing'],
  ['verify', 'verifying'],
] as const satisfies readonly (readonly [
  PromotionStep['name'],
  PromotionState,
])[];

function describeSteps(
  promotion: StoredPromotion,
  approvals: StoredApproval[],
): PromotionStep[] {
  const last = lastStep(promotion);
  return stepStates.map(([name, state], index): PromotionStep => {
    const startedAt =
      state === 'requested' ? promotion.requestedAt : promotion.times[state];
    const detail = detailOf(name, promotion, approvals);
    if (name === 'approvals' && promotion.approvalPolicy.count === 0) {
      return { name, state: 'skipped', detail: 'nobody has to approve' };
    }
    if (index < last || promotion.state === 'succeeded') {
      const next = stepStates
        .slice(index + 1)
        .map(([, later]) => promotion.times[later])
        .find(Boolean);
      return {
        name,
        state: 'done',
        detail,
        startedAt,
        at: next ?? promotion.finishedAt ?? startedAt,
      };
    }
    if (index > last) {
      return { name, state: promotion.finishedAt ? 'skipped' : 'waiting' };
    }
    if (promotion.finishedAt) {
      return {
        name,
        state: 'failed',
        detail: promotion.outcome,
        startedAt,
        at: promotion.finishedAt,
      };
    }
    return {
      name,
      state: 'running',
      detail: runningDetail(promotion) ?? detail,
      startedAt,
      until: promotion.waiting?.until,
    };
  });
}

function runningDetail({ waiting, retry }: StoredPromotion) {
  if (retry) {
    return `Tries again: ${retry.error}`;
  }
  return waiting && `Waits for ${waiting.detail}`;
}

/** Index of the step that runs, or ran last. */
function lastStep(promotion: StoredPromotion): number {
  const running = stepStates.findIndex(
    ([, state]) => state === promotion.state,
  );
  if (running >= 0) {
    return running;
  }
  if (promotion.manifestsCommit) {
    return promotion.times.verifying ? 6 : 5;
  }
  let newest = 0;
  for (const [index, [, state]] of stepStates.entries()) {
    const at = promotion.times[state];
    const best = promotion.times[stepStates[newest][1]];
    if (at !== undefined && at >= (best ?? '')) {
      newest = index;
    }
  }
  return newest;
}

function detailOf(
  name: PromotionStep['name'],
  promotion: StoredPromotion,
  approvals: StoredApproval[],
): string | undefined {
  switch (name) {
    case 'requested':
      return promotion.requestedBy;
    case 'gates': {
      const waived = promotion.gates.filter(
        each => each.state === 'waived',
      ).length;
      const passed = promotion.gates.filter(
        each => each.state === 'passed',
      ).length;
      return `${passed} of ${promotion.gates.length} passed${
        waived ? `, ${waived} waived` : ''
      }`;
    }
    case 'approvals':
      return `${countApprovals(approvals)} of ${
        promotion.approvalPolicy.count
      }`;
    case 'write':
      return promotion.manifestsCommit?.slice(0, 7);
    case 'verify':
      return promotion.state === 'succeeded' ? promotion.outcome : undefined;
    case 'queue':
    case 'sync':
      return undefined;
    default:
      return name satisfies never;
  }
}
