import {
  ManifestDiff,
  Release,
} from '@fairway/backstage-plugin-delivery-common';
import { DeliveryService } from './DeliveryService';

/** Which change of the manifests is meant. @public */
export interface ManifestChangeRequest {
  service: DeliveryService;
  environment: string;
  release: Release;
}

/** @public */
export interface ManifestPreview {
  /** Newest known commit of the branch. */
  baseCommit: string;
  /** When the local copy was last compared with the remote. */
  asOf: string;
  /** Empty if the manifests name this release already. */
  files: ManifestDiff[];
}

/** @public */
export interface ManifestCommit {
  commit: string;
  url?: string;
}

/**
 * Makes the manifests of an environment name a release. Every method may be called twice with the same request and
 * must not act twice. Errors are from `@backstage/errors`: `NotFoundError`, `InputError` and `ConflictError` are
 * verdicts about the repository's content that a retry does not mend; every other error is retried.
 *
 * @public
 */
export interface ManifestWriter {
  readonly id: string;
  /** True if this writer can write the manifests of the service. */
  accepts(service: DeliveryService): boolean;
  /** What would change, from the local copy only: calls no outside system. Undefined if there is no local copy yet. */
  preview(request: ManifestChangeRequest): Promise<ManifestPreview | undefined>;
  /**
   * The digest that the manifests name now for the environment (undefined if they name none) and the newest commit
   * that can change what the environment gets, from the local copy only. Undefined if there is no local copy yet.
   */
  current(
    service: DeliveryService,
    environment: string,
  ): Promise<{ digest: string | undefined; commit: string } | undefined>;
  /**
   * Writes and pushes one commit that carries the trailers, or finds the commit that carries them already.
   * A push that is not a fast-forward is tried again on the new tip.
   */
  write(
    request: ManifestChangeRequest & {
      /** Names the change for ever: `Fairway-Promotion: <id>`. */
      promotionId: string;
      message: string;
      trailers: Record<string, string>;
      author: { name: string; email: string };
      /** Commit of the branch before the first try: the trailer is looked for after it. */
      base?: string;
      /**
       * Commit that the approvals saw. A `ConflictError` says that what affects the environment changed after it.
       */
      unchangedSince?: string;
      signal: AbortSignal;
    },
  ): Promise<ManifestCommit>;
  /** Finds the commit of an earlier try at the remote, and writes nothing. */
  find?(
    request: ManifestChangeRequest & {
      promotionId: string;
      base?: string;
      signal: AbortSignal;
    },
  ): Promise<ManifestCommit | undefined>;
  /** True if `commit` is `ancestor` or comes after it on the branch, by the local copy. */
  contains(
    service: DeliveryService,
    commit: string,
    ancestor: string,
  ): Promise<boolean>;
  /** Brings the local copy up to date; called on a schedule and on push events. */
  refresh(service: DeliveryService, signal: AbortSignal): Promise<void>;
}
