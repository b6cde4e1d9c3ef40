import {
  Commit,
  GateResult,
  Hold,
  ManifestDiff,
  PromotionKind,
  PromotionPreview,
  Release,
  Risk,
} from '@fairway/backstage-plugin-delivery-common';
import { InputError, NotFoundError } from '@backstage/errors';
import { activeFreeze } from '../environments/activeFreeze';
import { assessRisk } from './assessRisk';
import { evaluateGates } from './evaluateGates';
import { Blocker, findBlockers } from './findBlockers';
import { Place, PromotionFacts } from './PromotionFacts';
import { PromotionEnginePorts } from './PromotionEnginePorts';
import { RollbackTarget, rollbackTargets } from './rollbackTargets';
import { StoredPromotion, isRollback, isWaiting } from './StoredPromotion';

const CHOICES = 20;
const FAILURE_DAYS = 7;
const UNREAD =
  "The manifests repository was not read yet; it is fetched within a minute, or the backend's log says why not";

/** All that follows from a wish to make an environment run a release. */
export interface Assessment {
  release: Release;
  fromRelease: Release | undefined;
  choices: Release[];
  /** Why a rollback may go to its choices; empty for a promotion. */
  targets: RollbackTarget[];
  commits: Commit[];
  commitsComplete: boolean;
  manifests: {
    baseCommit?: string;
    asOf?: string;
    files: ManifestDiff[];
    error?: string;
  };
  findings: PromotionPreview['findings'];
  gates: GateResult[];
  freeze: PromotionPreview['freeze'];
  hold: Hold | undefined;
  active: StoredPromotion | undefined;
  /** The waiting promotion that this one would replace. */
  replaces: StoredPromotion | undefined;
  risk: Risk;
  authors: string[];
  blockers: Blocker[];
}

/** Works out from stored facts what a promotion would change and what stands in its way. */
export class PromotionAssessor {
  readonly #ports: PromotionEnginePorts;
  readonly #facts: PromotionFacts;

  static create(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
  }): PromotionAssessor {
    return new PromotionAssessor(options.ports, options.facts);
  }

  private constructor(ports: PromotionEnginePorts, facts: PromotionFacts) {
    this.#ports = ports;
    this.#facts = facts;
  }

  /** Without a release: the newest that may enter, or for a rollback the newest older one of its targets. */
  async assess(options: {
    place: Place;
    kind: Exclude<PromotionKind, 'auto-rollback'>;
    releaseId?: string;
    overrideFreeze?: boolean;
    requester: string;
  }): Promise<Assessment> {
    const { place, kind } = options;
    const { commits, findings, store, guards } = this.#ports;
    const serviceRef = place.service.ref;
    const environment = place.environment.name;
    const now = this.#ports.clock();

    const running = await this.#running(place);
    const targets = isRollback(kind)
      ? await rollbackTargets(this.#ports, { serviceRef, environment }, kind)
      : [];
    const choices = await this.#choices(place, kind, targets, running?.id);
    const release = await this.#releaseOf(
      place,
      kind,
      options.releaseId,
      choices,
    );
    const between = await commits.between(
      serviceRef,
      isRollback(kind) ? release.commit : running?.commit,
      isRollback(kind) && running ? running.commit : release.commit,
    );
    const gates = isRollback(kind)
      ? []
      : await evaluateGates(this.#ports, {
          serviceRef,
          environment: place.environment,
          release,
          now,
        });
    const manifests = await this.#manifests(place, release);
    const compared = await findings.compare(
      serviceRef,
      running?.commit,
      release.commit,
    );
    const hold = await guards.hold(serviceRef, environment);
    const freeze = activeFreeze(place.environment, now);
    const active = await store.active(serviceRef, environment);
    const target = targets.find(each => each.releaseId === release.id);
    const replaces =
      active && canReplace(active, kind, release.id, options.requester)
        ? active
        : undefined;
    return {
      release,
      fromRelease: running,
      choices,
      targets,
      commits: between.commits,
      commitsComplete: between.complete,
      manifests,
      findings: compared,
      gates,
      freeze,
      hold,
      active,
      replaces,
      authors: authorsOf(release, isRollback(kind) ? [] : between.commits),
      risk: assessRisk({
        firstDeployment: running === undefined,
        unverifiedTarget:
          target && !target.verifiedAt ? release.version : undefined,
        commits: between.commits.length,
        commitsComplete: between.complete,
        introduced: compared.introduced,
        findingsKnown: compared.known,
        gates,
        overriddenFreeze:
          options.overrideFreeze && freeze ? freeze.name : undefined,
        ...(await this.#riskOfHistory(place, now)),
      }),
      blockers: findBlockers({
        place,
        kind,
        release,
        running,
        hold,
        active: replaces ? undefined : active,
        gates,
        provenHere: target !== undefined,
        manifestsError: manifests.verdict,
        choices,
      }),
    };
  }

  /** What runs, or what the manifests name if nothing was seen yet. */
  async #running(place: Place): Promise<Release | undefined> {
    const { deployments, releases } = this.#ports;
    const serviceRef = place.service.ref;
    const deployment = await deployments.get(
      serviceRef,
      place.environment.name,
    );
    if (deployment?.release) {
      return releases.get(serviceRef, deployment.release.id);
    }
    return undefined;
  }

  async #choices(
    place: Place,
    kind: PromotionKind,
    targets: RollbackTarget[],
    runningId: string | undefined,
  ): Promise<Release[]> {
    const { releases } = this.#ports;
    const serviceRef = place.service.ref;
    const listed = isRollback(kind)
      ? await Promise.all(
          targets
            .slice(0, CHOICES)
            .map(each => releases.get(serviceRef, each.releaseId)),
        )
      : await this.#verifiedBefore(place);
    return listed
      .flatMap(release => (release ? [release] : []))
      .filter(
        release =>
          release.id !== runningId && !release.quarantine && !release.veto,
      )
      .slice(0, CHOICES);
  }

  /** Recent releases that are verified in every environment before this one. */
  async #verifiedBefore({ service, environment }: Place): Promise<Release[]> {
    const { releases } = this.#ports;
    const verifications = await releases.verifications(service.ref);
    const recent = await releases.list(service.ref, { limit: 50 });
    return recent.filter(release =>
      environment.after.every(name =>
        verifications.some(
          each => each.releaseId === release.id && each.environment === name,
        ),
      ),
    );
  }

  async #releaseOf(
    place: Place,
    kind: PromotionKind,
    releaseId: string | undefined,
    choices: Release[],
  ): Promise<Release> {
    const { ref } = place.service;
    const { name, after } = place.environment;
    if (releaseId !== undefined) {
      const release = await this.#ports.releases.get(ref, releaseId);
      if (!release) {
        throw new InputError(
          `Release '${releaseId}' does not belong to '${ref}'; ${
            choices.length > 0
              ? `it has: ${choices
                  .map(each => `${each.version} (${each.id})`)
                  .join(', ')}`
              : 'none of its releases can enter now'
          }`,
        );
      }
      return release;
    }
    const running = await this.#running(place);
    const older = choices.find(
      release => !running || release.sequence < running.sequence,
    );
    const chosen = isRollback(kind) ? older ?? choices.at(0) : choices.at(0);
    if (!chosen) {
      throw new NotFoundError(
        isRollback(kind)
          ? `No other release is known to have worked in ${name} of '${ref}', so there is nothing to roll back to`
          : `No release of '${ref}' that does not run in ${name} yet is verified in ${
              after.join(' and ') || 'an environment before it'
            }; promote it there first`,
      );
    }
    return chosen;
  }

  async #manifests(
    place: Place,
    release: Release,
  ): Promise<Assessment['manifests'] & { verdict?: string }> {
    try {
      const preview = await this.#facts.manifests
        .writerOf(place.service)
        .preview({
          service: place.service,
          environment: place.environment.name,
          release,
        });
      return preview ?? { files: [], error: UNREAD };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { files: [], error: message, verdict: message };
    }
  }

  async #riskOfHistory(place: Place, now: Date) {
    const recent = await this.#ports.store.recent(
      place.service.ref,
      place.environment.name,
      10,
    );
    const since = new Date(
      now.getTime() - FAILURE_DAYS * 86_400_000,
    ).toISOString();
    const last = recent.find(each => each.manifestsCommit !== undefined);
    const newest = last
      ? await this.#facts.manifests.commit(place).catch(() => undefined)
      : undefined;
    return {
      recentFailures: recent
        .filter(
          each => each.state === 'failed' && (each.finishedAt ?? '') > since,
        )
        .map(each => each.release.version),
      manifestsChanged:
        newest !== undefined && newest !== last?.manifestsCommit,
    };
  }
}

/** A waiting promotion gives way to another release; one that waits to roll back only to another rollback. */
export function canReplace(
  active: StoredPromotion,
  kind: PromotionKind,
  releaseId: string,
  requester: string,
): boolean {
  if (!isWaiting(active.state) || active.release.id === releaseId) {
    return false;
  }
  if (isRollback(active.kind) && !isRollback(kind)) {
    return false;
  }
  // What a person asked for is not taken away by the automatic policy.
  const automatic = !requester.startsWith('user:');
  return !automatic || active.requestedBy === requester;
}

function authorsOf(release: Release, commits: Commit[]): string[] {
  const authors = [release.author, ...commits.map(commit => commit.author)];
  return [...new Set(authors.flatMap(author => (author ? [author] : [])))];
}
