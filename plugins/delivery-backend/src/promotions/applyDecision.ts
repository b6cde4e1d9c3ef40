import { PromotionDecision } from './decidePromotion';
import {
  PromotionObservations,
  PromotionPolicy,
} from './PromotionObservations';
import { ENGINE_ACTOR, StoredPromotion } from './StoredPromotion';

/** The promotion after a decision that needs no effect. Pure. */
export function applyDecision(
  promotion: StoredPromotion,
  decision: Exclude<PromotionDecision, { do: 'write' | 'find-write' }>,
  observations: PromotionObservations,
  policy: PromotionPolicy,
  now: Date,
): StoredPromotion {
  const at = now.toISOString();
  const current: StoredPromotion = {
    ...promotion,
    approvalPolicy: promotion.manifestsCommit
      ? promotion.approvalPolicy
      : policy.approvals,
    retry: undefined,
  };
  switch (decision.do) {
    case 'rest':
      return promotion;
    case 'wait':
      return {
        ...(decision.clock === 'stands'
          ? { ...current, pausedAt: current.pausedAt ?? at }
          : resumed(current, now)),
        gates: gatesOf(promotion, observations),
        waiting: { detail: decision.detail, until: decision.until },
      };
    case 'enter': {
      const entered = {
        ...resumed(current, now),
        gates: gatesOf(promotion, observations),
        state: decision.state,
        times: { ...current.times, [decision.state]: at },
        waiting: undefined,
      };
      if (decision.state === 'writing') {
        return {
          ...entered,
          base: promotion.base ?? observations.manifestsCommit,
        };
      }
      return decision.state === 'awaiting-approval'
        ? { ...entered, notice: 'approval', noticeRetry: undefined }
        : entered;
    }
    case 'finish': {
      const watched =
        decision.state === 'succeeded' &&
        promotion.kind === 'promote' &&
        policy.verification.watchSeconds > 0;
      return {
        ...finishPromotion(current, {
          state: decision.state,
          outcome: decision.outcome,
          by: ENGINE_ACTOR,
          now,
        }),
        watchUntil: watched
          ? new Date(
              now.getTime() + policy.verification.watchSeconds * 1000,
            ).toISOString()
          : undefined,
      };
    }
    default:
      return decision satisfies never;
  }
}

/** The promotion after its commit was written or found. */
export function applyWritten(
  promotion: StoredPromotion,
  written: { commit: string; url?: string },
  policy: PromotionPolicy,
  now: Date,
): StoredPromotion {
  const at = now.toISOString();
  return {
    ...promotion,
    state: 'syncing',
    times: { ...promotion.times, syncing: at },
    retry: undefined,
    waiting: undefined,
    manifestsCommit: written.commit,
    manifestsCommitUrl: written.url,
    deadlineAt: new Date(
      now.getTime() + policy.verification.timeoutSeconds * 1000,
    ).toISOString(),
  };
}

/** The promotion after somebody or something ended it. */
export function finishPromotion(
  promotion: StoredPromotion,
  end: {
    state: StoredPromotion['state'];
    outcome: string;
    by: string;
    now: Date;
  },
): StoredPromotion {
  const at = end.now.toISOString();
  return {
    ...promotion,
    state: end.state,
    times: { ...promotion.times, [end.state]: at },
    retry: undefined,
    waiting: undefined,
    pausedAt: undefined,
    outcome: end.outcome,
    finishedAt: at,
    finishedBy: end.by,
    notice: 'result',
    noticeRetry: undefined,
  };
}

/** Moves the deadline by the time in which nothing was known. */
function resumed(promotion: StoredPromotion, now: Date): StoredPromotion {
  if (!promotion.pausedAt) {
    return promotion;
  }
  const paused = now.getTime() - Date.parse(promotion.pausedAt);
  return {
    ...promotion,
    pausedAt: undefined,
    deadlineAt:
      promotion.deadlineAt &&
      new Date(Date.parse(promotion.deadlineAt) + paused).toISOString(),
  };
}

/** Gates are evidence of the entry: after the write they stay as they were. */
function gatesOf(
  promotion: StoredPromotion,
  observations: PromotionObservations,
) {
  return promotion.manifestsCommit ? promotion.gates : observations.gates;
}
