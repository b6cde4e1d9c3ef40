import { actorName } from './actorName';
import { judgeApprovals } from './judgeApprovals';
import { decideVerification } from './decideVerification';
import {
  PromotionObservations,
  PromotionPolicy,
} from './PromotionObservations';
import { FinalState, StoredPromotion, isRollback } from './StoredPromotion';

/** The one next thing to do about a promotion. */
export type PromotionDecision =
  /** Nothing to do now. `clock: 'stands'` means that nothing is known, so no deadline runs. */
  | {
      do: 'wait';
      detail: string;
      until?: string;
      clock: 'runs' | 'stands';
    }
  | {
      do: 'enter';
      state:
        | 'gating'
        | 'awaiting-approval'
        | 'queued'
        | 'writing'
        | 'verifying';
      /** Set when the decisions so far no longer count, with the reason. */
      lapse?: string;
    }
  /** Write the manifests, or find the commit of an earlier try. */
  | { do: 'write' }
  /** Something came in the way after the write was begun: only look whether it happened. */
  | { do: 'find-write' }
  | {
      do: 'finish';
      state: FinalState;
      outcome: string;
      /** True if the environment was left with a release that failed. */
      harmed: boolean;
    }
  /** Nothing more can happen. */
  | { do: 'rest' };

/**
 * The heart of the engine: what to do next, from facts alone. The same facts give the same answer; nothing is read,
 * written or waited for here.
 */
export function decidePromotion(
  promotion: StoredPromotion,
  observations: PromotionObservations,
  policy: PromotionPolicy,
  now: Date,
): PromotionDecision {
  switch (promotion.state) {
    case 'requested':
      return { do: 'enter', state: 'gating' };
    case 'gating':
    case 'awaiting-approval':
    case 'queued':
      return decideEntry(promotion, observations, policy);
    case 'writing':
      return isFree(promotion, observations, policy)
        ? { do: 'write' }
        : { do: 'find-write' };
    case 'syncing':
    case 'verifying':
      return decideVerification(promotion, observations, policy, now);
    case 'succeeded':
    case 'rejected':
    case 'cancelled':
    case 'superseded':
    case 'failed':
      return { do: 'rest' };
    default:
      return promotion.state satisfies never;
  }
}

function decideEntry(
  promotion: StoredPromotion,
  observations: PromotionObservations,
  policy: PromotionPolicy,
): PromotionDecision {
  const unfit = unfitBecause(promotion, observations);
  if (unfit) {
    return reject(unfit);
  }
  const failed = observations.gates.find(gate => gate.state === 'failed');
  if (failed) {
    return reject(`Gate '${failed.title}' failed: ${failed.evidence}`);
  }
  const { manifestsCommit } = observations;
  if (observations.release === undefined || manifestsCommit === undefined) {
    return wait('the manifests repository to be read');
  }
  const verdict = judgeApprovals(observations.approvals, {
    manifestsCommit,
    policyVersion: policy.version,
  });
  if (verdict.lapsed) {
    return {
      do: 'enter',
      state: promotion.state === 'gating' ? 'gating' : 'awaiting-approval',
      lapse: lapseReason(observations, policy),
    };
  }
  if (verdict.rejected) {
    return reject(
      `Rejected by ${actorName(verdict.rejected.by)}: ${
        verdict.rejected.comment ?? ''
      }`,
    );
  }
  const approved = verdict.have >= policy.approvals.count;
  const pending = observations.gates.find(gate => gate.state === 'pending');
  switch (promotion.state) {
    case 'gating':
      if (pending) {
        return wait(`gate '${pending.title}': ${pending.evidence}`);
      }
      return { do: 'enter', state: approved ? 'queued' : 'awaiting-approval' };
    case 'awaiting-approval':
      return approved
        ? { do: 'enter', state: 'queued' }
        : wait(`approvals: ${verdict.have} of ${policy.approvals.count}`);
    default:
      if (!approved) {
        return { do: 'enter', state: 'awaiting-approval' };
      }
      if (pending) {
        return wait(`gate '${pending.title}': ${pending.evidence}`);
      }
      return decideStart(promotion, observations, policy);
  }
}

function decideStart(
  promotion: StoredPromotion,
  observations: PromotionObservations,
  policy: PromotionPolicy,
): PromotionDecision {
  const { hold } = observations;
  if (hold && isHeldBy(promotion, observations)) {
    return wait(
      `the hold of ${actorName(hold.by)} to be released: ${hold.reason}`,
    );
  }
  const freeze = bindingFreeze(promotion, observations, policy);
  if (freeze) {
    return {
      ...wait(`the end of the freeze '${freeze.name}'`),
      until: freeze.until,
    };
  }
  return { do: 'enter', state: 'writing' };
}

/** Why the release may not enter at all, if it may not. */
function unfitBecause(
  promotion: StoredPromotion,
  { release, provenHere }: PromotionObservations,
): string | undefined {
  if (release?.quarantine) {
    return `${release.version} is quarantined: ${release.quarantine.reason}`;
  }
  if (release?.veto) {
    return `${release.version} was marked bad by ${actorName(
      release.veto.by,
    )}: ${release.veto.reason}`;
  }
  if (isRollback(promotion.kind) && !provenHere) {
    return `${promotion.release.version} is no longer known to have worked in ${promotion.environment}`;
  }
  return undefined;
}

/** True if nothing stands between the promotion and its write. */
function isFree(
  promotion: StoredPromotion,
  observations: PromotionObservations,
  policy: PromotionPolicy,
): boolean {
  const next = decideEntry(
    { ...promotion, state: 'queued' },
    observations,
    policy,
  );
  return next.do === 'enter' && next.state === 'writing';
}

/** A rollback passes the hold of an earlier rollback, but not one that a person set. */
function isHeldBy(
  promotion: StoredPromotion,
  { hold }: PromotionObservations,
): boolean {
  if (!hold) {
    return false;
  }
  return !(isRollback(promotion.kind) && hold.promotionId !== undefined);
}

function bindingFreeze(
  promotion: StoredPromotion,
  { freeze }: PromotionObservations,
  policy: PromotionPolicy,
) {
  if (promotion.freezeOverride) {
    return undefined;
  }
  const bound = !isRollback(promotion.kind) || policy.freezesBindRollbacks;
  return bound ? freeze : undefined;
}

function lapseReason(
  { approvals, manifestsCommit }: PromotionObservations,
  policy: PromotionPolicy,
): string {
  const policyChanged = approvals.some(
    approval => !approval.lapsedAt && approval.policyVersion !== policy.version,
  );
  return policyChanged
    ? 'The policy changed; approvals lapsed'
    : `Manifests changed in ${manifestsCommit?.slice(0, 7)}; approvals lapsed`;
}

function reject(outcome: string): PromotionDecision {
  return { do: 'finish', state: 'rejected', outcome, harmed: false };
}

function wait(detail: string): PromotionDecision & { do: 'wait' } {
  return { do: 'wait', detail, clock: 'runs' };
}
