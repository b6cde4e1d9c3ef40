import { HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { Verification } from '../releases/ReleaseStore';
import { VerificationKey } from '../releases/releaseOperations';
import { NewHold } from './GuardStore';
import { RecordEvent } from './PromotionRecord';
import { StoredApproval, StoredPromotion } from './StoredPromotion';

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
  /** A hold to set; that of an earlier rollback is released. Both are recorded. Nothing is written over a person's. */
  hold?: NewHold;
  /** The release proved itself. */
  verified?: Verification;
  /** It lost its health after that. */
  unverified?: VerificationKey;
  /** A promotion to request in the same moment, such as an automatic rollback. */
  request?: StoredPromotion;
}

/** Promotions, approvals and their record. Every write is one transaction. */
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

  /** Returns the promotion with its new version, or undefined if another write came first: nothing was written. */
  write(write: PromotionWrite): Promise<StoredPromotion | undefined>;
  /**
   * Adds a person's decision and makes the promotion due. Throws `ConflictError` if the person decided already or the
   * promotion no longer waits.
   */
  addApproval(
    promotion: StoredPromotion,
    approval: StoredApproval,
    record: RecordEvent[],
  ): Promise<void>;
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
