import { Release } from '@fairway/backstage-plugin-delivery-common';
import { decideAutomaticEntry } from './decideAutomaticEntry';
import { decideObservedVerification } from './decideObservedVerification';
import { newPromotion, requestRecord, supersede } from './newPromotion';
import { PromotionAssessor } from './PromotionAssessor';
import { PromotionEnginePorts } from './PromotionEnginePorts';
import { Place, PromotionFacts } from './PromotionFacts';
import { ENGINE_ACTOR } from './StoredPromotion';
import { summaryOf } from './toPreview';

const RELEASES = 20;

/** Lets releases enter by themselves where the policy says so, and notices which ones have proved themselves. */
export class AutomaticEntry {
  readonly #ports: PromotionEnginePorts;
  readonly #facts: PromotionFacts;
  readonly #assessor: PromotionAssessor;

  static create(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    assessor: PromotionAssessor;
  }): AutomaticEntry {
    return new AutomaticEntry(options.ports, options.facts, options.assessor);
  }

  private constructor(
    ports: PromotionEnginePorts,
    facts: PromotionFacts,
    assessor: PromotionAssessor,
  ) {
    this.#ports = ports;
    this.#facts = facts;
    this.#assessor = assessor;
  }

  /** Looks at one service. May run at the same time on many replicas: what it does happens once. */
  async look(
    serviceRef: string,
  ): Promise<{ requested: boolean; lookAgainAt?: Date }> {
    const { service, pipeline } = await this.#facts.pipeline(serviceRef);
    let requested = false;
    let lookAgainAt: Date | undefined;
    for (const environment of pipeline.environments) {
      const place = { service, pipeline, environment };
      const again = await this.#verify(place);
      if (again && (!lookAgainAt || again < lookAgainAt)) {
        lookAgainAt = again;
      }
    }
    for (const environment of pipeline.environments) {
      if (environment.entry === 'automatic') {
        const place = { service, pipeline, environment };
        requested = (await this.#enter(place)) || requested;
      }
    }
    return { requested, lookAgainAt };
  }

  /** Records what has proved itself without a promotion. Returns when to look again. */
  async #verify(place: Place): Promise<Date | undefined> {
    const { deployments, releases, store, clock } = this.#ports;
    const serviceRef = place.service.ref;
    const environment = place.environment.name;
    const deployment = await deployments.get(serviceRef, environment);
    const release = deployment?.release;
    if (!release || release.quarantine) {
      return undefined;
    }
    const verified = await releases.verifications(serviceRef, environment);
    if (verified.some(each => each.releaseId === release.id)) {
      return undefined;
    }
    // A promotion judges its release itself, and its verdict stands.
    const recent = await store.recent(serviceRef, environment, 10);
    const judged = recent.some(
      each => !each.finishedAt || each.release.id === release.id,
    );
    if (judged) {
      return undefined;
    }
    const now = clock();
    const decision = decideObservedVerification(
      deployment,
      place.environment.verification,
      now,
    );
    if (!decision.verified) {
      return decision.lookAgainAt;
    }
    await releases.recordVerification({
      serviceRef,
      environment,
      releaseId: release.id,
      verifiedAt: now.toISOString(),
    });
    this.#ports.onChange(serviceRef, 'service');
    return undefined;
  }

  async #enter(place: Place): Promise<boolean> {
    const { releases, deployments, store, guards, clock } = this.#ports;
    const serviceRef = place.service.ref;
    const environment = place.environment.name;
    const verifications = await releases.verifications(serviceRef);
    const listed = await releases.list(serviceRef, { limit: RELEASES });
    const recent = await store.recent(serviceRef, environment, RELEASES * 2);
    const decision = decideAutomaticEntry({
      environment: place.environment,
      releases: listed,
      verifiedIn: (releaseId, name) =>
        verifications.some(
          each => each.releaseId === releaseId && each.environment === name,
        ),
      running: await this.#running(
        serviceRef,
        await deployments.get(serviceRef, environment),
      ),
      hold: await guards.hold(serviceRef, environment),
      active: await store.active(serviceRef, environment),
      triedBefore: new Set(
        recent
          .filter(each => each.requestedBy === ENGINE_ACTOR)
          .map(each => each.release.id),
      ),
    });
    if (!decision.enter) {
      return false;
    }
    const key = `automatic:${serviceRef}:${environment}:${decision.release.id}`;
    if (await store.findByKey(key)) {
      return false;
    }
    const assessment = await this.#assessor.assess({
      place,
      kind: 'promote',
      releaseId: decision.release.id,
      requester: ENGINE_ACTOR,
    });
    if (assessment.blockers.length > 0) {
      return false;
    }
    const promotion = newPromotion({
      place,
      kind: 'promote',
      release: assessment.release,
      fromRelease: summaryOf(assessment.fromRelease),
      requestedBy: ENGINE_ACTOR,
      now: clock(),
      risk: assessment.risk,
      gates: assessment.gates,
      authors: assessment.authors,
      reason: `Verified in ${place.environment.after.join(' and ')}`,
      idempotencyKey: key,
    });
    const { replaces } = decision;
    try {
      await store.request({
        promotion,
        replaces: replaces && supersede(replaces, promotion),
        record: requestRecord(promotion, replaces),
      });
    } catch (error) {
      // Another replica or a person was first.
      if (error instanceof Error && error.name === 'ConflictError') {
        return false;
      }
      throw error;
    }
    this.#ports.onChange(serviceRef, 'promotion');
    return true;
  }

  async #running(
    serviceRef: string,
    deployment: Awaited<ReturnType<PromotionEnginePorts['deployments']['get']>>,
  ): Promise<Release | undefined> {
    const id = deployment?.release?.id;
    return id ? this.#ports.releases.get(serviceRef, id) : undefined;
  }
}
