import { Commit } from '@fairway/backstage-plugin-delivery-common';

/** Commits of the default branch, as far as sources brought them. */
export interface CommitStore {
  /** Returns how many were new. */
  add(serviceRef: string, commits: Commit[]): Promise<number>;
  get(serviceRef: string, sha: string): Promise<Commit | undefined>;
  /**
   * Commits reachable from `to` but not from `from`, newest first. `complete` is false if the stored commits do not
   * connect the two, or there are more than the limit.
   */
  between(
    serviceRef: string,
    from: string | undefined,
    to: string,
  ): Promise<{ commits: Commit[]; complete: boolean }>;
}
