import { Hold, Veto } from '@fairway/backstage-plugin-delivery-common';

/** A hold before it is stored. */
export interface NewHold {
  environment: string;
  by: string;
  at: string;
  reason: string;
  promotionId?: string;
  /** Version of the release that a rollback went to, for the record. */
  release?: string;
}

/** Who ends a hold or a veto, when and why. */
export interface GuardRelease {
  by: string;
  at: string;
  reason: string;
}

/** Holds and vetoes. Each change and its event of the record are one transaction. */
export interface GuardStore {
  holds(serviceRef: string): Promise<Hold[]>;
  hold(serviceRef: string, environment: string): Promise<Hold | undefined>;
  /** Throws `ConflictError` if the environment is held already. */
  setHold(serviceRef: string, hold: NewHold): Promise<void>;
  /** False if there was no hold. */
  releaseHold(
    serviceRef: string,
    environment: string,
    release: GuardRelease,
  ): Promise<boolean>;
  /** False if the release has a veto already. */
  setVeto(
    serviceRef: string,
    release: { id: string; version: string },
    veto: Veto,
  ): Promise<boolean>;
  /** False if the release has no veto. */
  withdrawVeto(
    serviceRef: string,
    release: { id: string; version: string },
    withdrawal: GuardRelease,
  ): Promise<boolean>;
}
