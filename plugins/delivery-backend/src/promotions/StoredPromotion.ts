import {
  Approval,
  ApprovalPolicy,
  GateResult,
  PromotionKind,
  PromotionState,
  ReleaseSummary,
  Risk,
} from '@fairway/backstage-plugin-delivery-common';

/** The actor of everything that the engine does by itself. */
export const ENGINE_ACTOR = 'fairway';

/** States in which nothing was written yet, so that a promotion can still be taken back. */
export const waitingStates = [
  'requested',
  'gating',
  'awaiting-approval',
  'queued',
] as const;

/** One of {@link waitingStates}. */
export type WaitingState = (typeof waitingStates)[number];

/** States that a promotion never leaves. */
export type FinalState =
  | 'succeeded'
  | 'rejected'
  | 'cancelled'
  | 'superseded'
  | 'failed';

/** A promotion as the engine keeps it. Times are ISO 8601 in UTC. */
export interface StoredPromotion {
  id: string;
  serviceRef: string;
  environment: string;
  kind: PromotionKind;
  state: PromotionState;
  /** Rises with every write; who writes with an old one is refused. */
  version: number;
  release: ReleaseSummary;
  fromRelease?: ReleaseSummary;
  requestedBy: string;
  requestedAt: string;
  reason?: string;
  /** Authors of the commits that it brings, as the forge names them. */
  authors: string[];
  gates: GateResult[];
  approvalPolicy: ApprovalPolicy;
  risk: Risk;
  freezeOverride?: { by: string; reason: string; freeze: string };
  /** When each state was entered last. */
  times: Partial<Record<PromotionState, string>>;
  /** What it waits for, in words, and until when if that is known. */
  waiting?: { detail: string; until?: string };
  /** Newest relevant commit of the manifests before the write was tried first. */
  base?: string;
  manifestsCommit?: string;
  manifestsCommitUrl?: string;
  /** When verification runs out. */
  deadlineAt?: string;
  /** Since when nothing is known, so that the deadline stands still. */
  pausedAt?: string;
  retry?: { error: string; attempts: number; nextAt: string };
  /** Until when losing health counts as the failure of this promotion. */
  watchUntil?: string;
  /** A notification that must still go out. */
  notice?: 'approval' | 'result';
  /** Set while the notifications could not be reached. */
  noticeRetry?: { attempts: number; nextAt: string };
  outcome?: string;
  finishedAt?: string;
  finishedBy?: string;
  causedBy?: string;
  idempotencyKey?: string;
}

/** A decision of a person, bound to what this person saw. */
export interface StoredApproval extends Approval {
  manifestsCommit: string;
  policyVersion: string;
}

/** True while nothing was written: the promotion can be cancelled or replaced. */
export function isWaiting(state: PromotionState): state is WaitingState {
  return waitingStates.some(each => each === state);
}

/** True for both kinds of rollback. */
export function isRollback(kind: PromotionKind): boolean {
  return kind !== 'promote';
}
