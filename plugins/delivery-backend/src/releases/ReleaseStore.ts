import {
  Release,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';

/** That a release ran in an environment as it should, for the whole soak time and with its checks passed. */
export interface Verification {
  serviceRef: string;
  environment: string;
  releaseId: string;
  verifiedAt: string;
  promotionId?: string;
}

/** Releases of services and where they were verified. Release ids are unique within a service. */
export interface ReleaseStore {
  get(serviceRef: string, releaseId: string): Promise<Release | undefined>;
  /** The newest release with this image digest. */
  findByDigest(
    serviceRef: string,
    digest: string,
  ): Promise<Release | undefined>;
  /** Newest first; `before` is a sequence number to go on from. */
  list(
    serviceRef: string,
    options: { limit: number; before?: number },
  ): Promise<Release[]>;
  /** Adds a release unless its content is known. Returns it, and whether it is new. */
  add(
    serviceRef: string,
    report: ReleaseReport,
    run: { id: string; url?: string; reportedAt: string },
  ): Promise<{ release: Release; added: boolean }>;
  /** Keeps the first time; the same fact again changes nothing. */
  recordVerification(verification: Verification): Promise<void>;
  /** All that holds now, newest release first. */
  verifications(
    serviceRef: string,
    environment?: string,
  ): Promise<Verification[]>;
}
