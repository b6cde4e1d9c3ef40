import { Hold, HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { RecordEvent } from './PromotionRecord';
import { StoredApproval, StoredPromotion } from './StoredPromotion';

/** A promotion that a worker may act on until its lease ends. */
export interface Claim {
  owner: string;
  promotion: StoredPromotion;
  /** When it is due as far as the worker knows; another stored value means that somebody woke it. */
  dueAt: string;
}

/** What one write changes, all of it or nothing. */
export interface PromotionWrite {
  /** The new content. Its version must be the one that was read; the store raises it. */
  promotion: StoredPromotion;
  record?: RecordEvent[];
  /** When a worker must look again; undefined means never, `unchanged` lets a wake of this moment stand. */
  nextAttemptAt: string | undefined | 'unchanged';
  /** Keeps the lease of the worker that writes. */
  keepLease?: boolean;
  /** All standing approvals lapse. */
  lapseApprovals?: boolean;
  /** A decision of a person that comes with the change. */
  approval?: StoredApproval;
  /** A hold to set; an older hold on the environment is released. */
  hold?: NewHold;
  /** A promotion to request in the same moment, such as an automatic rollback. */
  request?: StoredPromotion;
}

/** A hold before it is stored. */
export interface NewHold {
  environment: string;
  by: string;
  at: string;
  reason: string;
  promotionId?: string;
}

/** Promotions, approvals, holds and their record. Every write is one transaction. */
export interface PromotionStore {
  get(id: string): Promise<StoredPromotion | undefined>;
  approvals(promotionId: string): Promise<StoredApproval[]>;
  active(
    serviceRef: string,
    environment: string,
  ): Promise<StoredPromotion | undefined>;
  activeOf(serviceRef: string): Promise<StoredPromotion[]>;
  findByKey(idempotencyKey: string): Promise<StoredPromotion | undefined>;
  /** The newest promotions of an environment, newest first. */
  recent(
    serviceRef: string,
    environment: string,
    limit: number,
  ): Promise<StoredPromotion[]>;

  /**
   * Stores a new promotion, and in the same moment ends the waiting one that it replaces. Throws `ConflictError` if
   * another promotion is active in the environment, or the replaced one was changed meanwhile.
   */
  request(options: {
    promotion: StoredPromotion;
    replaces?: StoredPromotion;
    record: RecordEvent[];
  }): Promise<void>;

  /** Leases promotions that are due, of which no other worker has a valid lease. */
  claimDue(options: {
    owner: string;
    now: Date;
    leaseSeconds: number;
    limit: number;
  }): Promise<Claim[]>;
  /** Prolongs a lease. False if it was lost. */
  heartbeat(claim: Claim, until: Date): Promise<boolean>;
  /** Returns the promotion with its new version, or undefined if another write came first: nothing was written. */
  write(write: PromotionWrite): Promise<StoredPromotion | undefined>;
  /** Gives the lease back without a change; a wake that came meanwhile stays. */
  release(claim: Claim, nextAttemptAt: string | undefined): Promise<void>;

  /**
   * Adds a person's decision and makes the promotion due. Throws `ConflictError` if the person decided already or the
   * promotion no longer waits.
   */
  addApproval(
    promotion: StoredPromotion,
    approval: StoredApproval,
    record: RecordEvent[],
  ): Promise<void>;
  /** Makes the unfinished promotions of a service due now. */
  wake(serviceRef: string, now: Date): Promise<void>;

  holds(serviceRef: string): Promise<Hold[]>;
  hold(serviceRef: string, environment: string): Promise<Hold | undefined>;
  /** Throws `ConflictError` if the environment is held already. */
  setHold(
    serviceRef: string,
    hold: NewHold,
    record: RecordEvent[],
  ): Promise<void>;
  /** False if there was no hold. */
  releaseHold(
    serviceRef: string,
    environment: string,
    by: string,
    record: RecordEvent[],
  ): Promise<boolean>;

  /** Adds events that belong to no change of a promotion. */
  append(serviceRef: string, record: RecordEvent[]): Promise<void>;
  history(
    serviceRef: string,
    options: {
      limit: number;
      before?: { at: string; id: string };
      kinds?: HistoryEvent['kind'][];
    },
  ): Promise<{ events: HistoryEvent[]; total: number }>;
  /** Promotions in which people decide, oldest first. */
  list(options: {
    states: StoredPromotion['state'][];
    /** Only those that somebody decided about. */
    decided?: boolean;
    newestFirst?: boolean;
    limit: number;
  }): Promise<StoredPromotion[]>;
  listActive(serviceRefs: string[]): Promise<StoredPromotion[]>;
  approvalsOf(promotionIds: string[]): Promise<Map<string, StoredApproval[]>>;
}
