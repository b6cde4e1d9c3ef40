import { Hold, Release } from '@fairway/backstage-plugin-delivery-common';
import { decideWatch } from './decideWatch';
import { pauseUntil } from './pauses';
import { planRollback } from './planRollback';
import { endEvent, engineEvent } from './promotionEvents';
import { PromotionEnginePorts } from './PromotionEnginePorts';
import { Place, PromotionFacts } from './PromotionFacts';
import { RecordEvent } from './PromotionRecord';
import { PromotionSaver, StepResult, Together } from './PromotionSaver';
import { StoredPromotion } from './StoredPromotion';

/** Ends promotions, watches what succeeded, and rolls back what harmed its environment. */
export class PromotionEnding {
  readonly #ports: PromotionEnginePorts;
  readonly #facts: PromotionFacts;
  readonly #saver: PromotionSaver;

  static create(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    saver: PromotionSaver;
  }): PromotionEnding {
    return new PromotionEnding(options);
  }

  private constructor(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    saver: PromotionSaver;
  }) {
    this.#ports = options.ports;
    this.#facts = options.facts;
    this.#saver = options.saver;
  }

  /** Stores the end. A success is a verification; harm brings the rollback, if the policy says so. */
  async finish(
    place: Place,
    finished: StoredPromotion,
    facts: { harmed: boolean; hold: Hold | undefined },
  ): Promise<StepResult> {
    const record = [endEvent(finished)];
    if (finished.state === 'failed' && facts.harmed) {
      const because = finished.outcome ?? '';
      return this.#rollBack(place, finished, because, record, facts.hold);
    }
    return this.#saver.save(finished, record, {
      ...(finished.state === 'succeeded' && {
        verified: {
          ...factOf(finished),
          verifiedAt: finished.finishedAt ?? finished.requestedAt,
          promotionId: finished.id,
        },
      }),
    });
  }

  /** Looks whether a success lasts until its watch window ends. */
  async watch(
    promotion: StoredPromotion,
    place: Place,
    signal: AbortSignal,
  ): Promise<StepResult> {
    const { serviceRef, environment } = promotion;
    const [newest] = await this.#ports.store.recent(serviceRef, environment, 1);
    const now = this.#ports.clock();
    const decision = decideWatch(
      promotion,
      {
        deployment: await this.#facts.knowledge(promotion, place, signal),
        followed: newest !== undefined && newest.id !== promotion.id,
      },
      now,
    );
    switch (decision.do) {
      case 'wait':
        return {
          promotion,
          next: 'later',
          at: pauseUntil(promotion, now, promotion.watchUntil),
        };
      case 'end':
        return this.#saver.save({ ...promotion, watchUntil: undefined }, []);
      case 'lose':
        return this.#rollBack(
          place,
          {
            ...promotion,
            watchUntil: undefined,
            notice: 'result',
            noticeRetry: undefined,
          },
          decision.because,
          [engineEvent(promotion, 'incident', decision.because)],
          await this.#ports.guards.hold(serviceRef, environment),
          { unverified: factOf(promotion) },
        );
      default:
        return decision satisfies never;
    }
  }

  /** Stores the end of what harmed its environment and requests the rollback in the same write. */
  async #rollBack(
    place: Place,
    promotion: StoredPromotion,
    because: string,
    record: RecordEvent[],
    hold: Hold | undefined,
    together: Together = {},
  ): Promise<StepResult> {
    const plan = planRollback({
      place,
      promotion,
      because,
      hold,
      verified: await this.#verifiedReleases(promotion),
      now: this.#ports.clock(),
    });
    return this.#saver.save(plan.promotion, [...record, ...plan.record], {
      ...together,
      ...plan.more,
    });
  }

  /** Releases that proved themselves there. */
  async #verifiedReleases({
    serviceRef,
    environment,
  }: StoredPromotion): Promise<Release[]> {
    const { releases } = this.#ports;
    const verified = await releases.verifications(serviceRef, environment);
    const found = await Promise.all(
      verified
        .slice(0, 50)
        .map(({ releaseId }) => releases.get(serviceRef, releaseId)),
    );
    return found.flatMap(release => (release ? [release] : []));
  }
}

function factOf(promotion: StoredPromotion) {
  return {
    serviceRef: promotion.serviceRef,
    environment: promotion.environment,
    releaseId: promotion.release.id,
  };
}
