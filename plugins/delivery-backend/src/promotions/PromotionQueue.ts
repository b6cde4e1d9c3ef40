import { StoredPromotion } from './StoredPromotion';

/** A promotion that a worker may act on until its lease ends. */
export interface Claim {
  owner: string;
  promotion: StoredPromotion;
  /** When it is due as far as the worker knows; another stored value means that somebody woke it. */
  dueAt: string;
}

/** Which promotions are due, and who may act on them. */
export interface PromotionQueue {
  /** Leases promotions that are due, of which no other worker has a valid lease. */
  claimDue(options: {
    owner: string;
    now: Date;
    leaseSeconds: number;
    limit: number;
  }): Promise<Claim[]>;
  /** Prolongs a lease. False if it was lost. */
  heartbeat(claim: Claim, until: Date): Promise<boolean>;
  /** Gives the lease back without a change; a wake that came meanwhile stays. */
  release(claim: Claim, nextAttemptAt: string | undefined): Promise<void>;
  /** Makes the unfinished promotions of a service due now. */
  wake(serviceRef: string, now: Date): Promise<void>;
}
