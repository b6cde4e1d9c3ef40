import { Hold, Release } from '@fairway/backstage-plugin-delivery-common';
import { EnvironmentConfig } from '../pipelines/pipelineConfig';
import { ENGINE_ACTOR, StoredPromotion, isWaiting } from './StoredPromotion';

/** Whether a release enters an environment by itself. */
export type EntryDecision =
  | { enter: true; release: Release; replaces?: StoredPromotion }
  | { enter: false };

/**
 * Decides which release enters an environment whose entry is automatic: the newest one that was verified in all of
 * `after`. It waits for the release in flight; it replaces one that waits only if that entered by itself, too.
 */
export function decideAutomaticEntry(facts: {
  environment: Pick<EnvironmentConfig, 'name' | 'after' | 'entry'>;
  /** Newest first. */
  releases: Release[];
  verifiedIn(releaseId: string, environment: string): boolean;
  running: Release | undefined;
  hold: Hold | undefined;
  active: StoredPromotion | undefined;
  /** Releases that were requested by the engine here before: none enters by itself twice. */
  triedBefore: ReadonlySet<string>;
}): EntryDecision {
  const { environment, active, running } = facts;
  if (environment.entry !== 'automatic' || facts.hold) {
    return { enter: false };
  }
  const release = facts.releases.find(
    each =>
      !each.quarantine &&
      !each.veto &&
      environment.after.every(name => facts.verifiedIn(each.id, name)),
  );
  if (!release || facts.triedBefore.has(release.id)) {
    return { enter: false };
  }
  if (running && running.sequence >= release.sequence) {
    return { enter: false };
  }
  if (!active) {
    return { enter: true, release };
  }
  const mayReplace =
    isWaiting(active.state) &&
    active.kind === 'promote' &&
    active.requestedBy === ENGINE_ACTOR &&
    active.release.sequence < release.sequence;
  return mayReplace
    ? { enter: true, release, replaces: active }
    : { enter: false };
}
