import { Release, isFinal } from '@fairway/backstage-plugin-delivery-common';
import { applyDecision, applyWritten, finishPromotion } from './applyDecision';
import { PromotionDecision, decidePromotion } from './decidePromotion';
import { decideWatch } from './decideWatch';
import { planRollback } from './planRollback';
import { endEvent, engineEvent } from './promotionEvents';
import { PromotionEnginePorts } from './PromotionEnginePorts';
import { ManifestsVerdict, Place, PromotionFacts } from './PromotionFacts';
import { PromotionNotifier } from './PromotionNotifier';
import { PromotionObservations } from './PromotionObservations';
import { RecordEvent } from './PromotionRecord';
import { PromotionWrite } from './PromotionStore';
import { ENGINE_ACTOR, StoredPromotion } from './StoredPromotion';
import { writeManifests } from './writeManifests';

/** Seconds until a waiting promotion is looked at again; wakes come much earlier. */
const PAUSE = { writing: 2, awaiting: 30, other: 10 };

/** What a step leaves to do: nothing until a time, another step at once, or nothing ever. */
export type StepResult = {
  promotion: StoredPromotion;
  /** When the promotion is due by what the step stored, if it stored something. */
  dueAt?: string;
} & ({ next: 'now' | 'never' } | { next: 'later'; at: string });

/** Thrown when another write came first: whoever did it goes on. */
export class LostClaim extends Error {
  override readonly name = 'LostClaim';
}

/** Takes one promotion one step further: reads everything, decides once, acts, writes down what happened. */
export class PromotionRunner {
  readonly #ports: PromotionEnginePorts;
  readonly #facts: PromotionFacts;
  readonly #notifier: PromotionNotifier;

  static create(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    notifier: PromotionNotifier;
  }): PromotionRunner {
    return new PromotionRunner(options);
  }

  private constructor(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    notifier: PromotionNotifier;
  }) {
    this.#ports = options.ports;
    this.#facts = options.facts;
    this.#notifier = options.notifier;
  }

  async step(
    promotion: StoredPromotion,
    signal: AbortSignal,
  ): Promise<StepResult> {
    const place = await this.#facts.place(
      promotion.serviceRef,
      promotion.environment,
    );
    if (promotion.notice) {
      return this.#notify(promotion, place);
    }
    if (isFinal(promotion.state)) {
      return this.#watch(promotion, place, signal);
    }
    const observations = await this.#facts.observe(promotion, place, signal);
    const policy = this.#facts.policyOf(place, promotion.kind);
    const now = this.#ports.clock();
    const decision = decidePromotion(promotion, observations, policy, now);
    if (decision.do === 'write' || decision.do === 'find-write') {
      const result = await writeManifests({
        promotion,
        place,
        observations,
        writer: this.#facts.writerOf(place.service),
        mode: decision.do,
        signal,
      });
      switch (result.is) {
        case 'written': {
          const next = applyWritten(
            promotion,
            result,
            policy,
            this.#ports.clock(),
          );
          return this.#save(next, [
            engineEvent(next, 'written', `Wrote ${result.commit}`),
          ]);
        }
        case 'absent':
          return this.#save(backInQueue(promotion, now), [
            engineEvent(promotion, 'state', 'Nothing was written; waits again'),
          ]);
        case 'refused':
          return this.#finish(
            place,
            finishPromotion(promotion, {
              state: 'failed',
              outcome: result.because,
              by: ENGINE_ACTOR,
              now,
            }),
            { harmed: false },
            observations,
          );
        default:
          return result satisfies never;
      }
    }
    const next = applyDecision(promotion, decision, observations, policy, now);
    switch (decision.do) {
      case 'rest':
        return { promotion, next: 'never' };
      case 'wait':
        return this.#wait(promotion, next, decision);
      case 'finish':
        return this.#finish(place, next, decision, observations);
      case 'enter':
        return this.#save(
          next,
          decision.lapse
            ? [engineEvent(next, 'approvals-lapsed', decision.lapse)]
            : [engineEvent(next, 'state', `Entered ${decision.state}`)],
          {
            lapseApprovals: Boolean(decision.lapse),
            ...(decision.state === 'writing' && holdOf(next)),
          },
        );
      default:
        return decision satisfies never;
    }
  }

  /**
   * Answers an error of a step. A technical error changes no state: the same step is tried again, each time later. Only
   * a verdict about the manifests ends a promotion, unless it waits for people, who have time to mend them.
   */
  async recover(
    promotion: StoredPromotion,
    error: unknown,
  ): Promise<StepResult> {
    if (
      error instanceof ManifestsVerdict &&
      promotion.state !== 'awaiting-approval'
    ) {
      const failed = finishPromotion(promotion, {
        state: 'failed',
        outcome: error.message,
        by: ENGINE_ACTOR,
        now: this.#ports.clock(),
      });
      return this.#save(failed, [endEvent(failed)]);
    }
    const attempts = (promotion.retry?.attempts ?? 0) + 1;
    const seconds = Math.min(60, 2 ** attempts) * (0.5 + Math.random() / 2);
    const nextAt = new Date(
      this.#ports.clock().getTime() + seconds * 1000,
    ).toISOString();
    const message = error instanceof Error ? error.message : String(error);
    const saved = await this.#write({
      promotion: {
        ...promotion,
        retry: { error: message.slice(0, 500), attempts, nextAt },
      },
      nextAttemptAt: 'unchanged',
      keepLease: true,
    });
    return { promotion: saved, next: 'later', at: nextAt };
  }

  async #wait(
    promotion: StoredPromotion,
    next: StoredPromotion,
    decision: PromotionDecision & { do: 'wait' },
  ): Promise<StepResult> {
    const at = this.#pauseOf(promotion, decision.until);
    if (JSON.stringify(next) === JSON.stringify(promotion)) {
      return { promotion, next: 'later', at };
    }
    const saved = await this.#write({
      promotion: next,
      nextAttemptAt: 'unchanged',
      keepLease: true,
    });
    return { promotion: saved, next: 'later', at };
  }

  async #finish(
    place: Place,
    finished: StoredPromotion,
    verdict: { harmed: boolean },
    observations: PromotionObservations,
  ): Promise<StepResult> {
    const { serviceRef, environment, release } = finished;
    if (finished.state === 'succeeded') {
      await this.#ports.releases.recordVerification({
        serviceRef,
        environment,
        releaseId: release.id,
        verifiedAt: finished.finishedAt ?? finished.requestedAt,
        promotionId: finished.id,
      });
    }
    if (finished.state !== 'failed' || !verdict.harmed) {
      return this.#save(finished, [endEvent(finished)]);
    }
    return this.#saveWithRollback(
      place,
      finished,
      finished.outcome ?? '',
      [endEvent(finished)],
      observations.hold,
    );
  }

  /** Ends a promotion that harmed the environment and, if the policy says so, requests the rollback in one write. */
  async #saveWithRollback(
    place: Place,
    promotion: StoredPromotion,
    because: string,
    record: RecordEvent[],
    hold: PromotionObservations['hold'],
  ): Promise<StepResult> {
    const plan = planRollback({
      place,
      promotion,
      because,
      hold,
      verified: await this.#verifiedReleases(place),
      now: this.#ports.clock(),
    });
    return this.#save(plan.promotion, [...record, ...plan.record], plan.more);
  }

  async #watch(
    promotion: StoredPromotion,
    place: Place,
    signal: AbortSignal,
  ): Promise<StepResult> {
    if (!promotion.watchUntil) {
      return { promotion, next: 'never' };
    }
    const { serviceRef, environment } = promotion;
    const [newest] = await this.#ports.store.recent(serviceRef, environment, 1);
    const decision = decideWatch(
      promotion,
      {
        deployment: await this.#facts.knowledge(promotion, place, signal),
        followed: newest !== undefined && newest.id !== promotion.id,
      },
      this.#ports.clock(),
    );
    switch (decision.do) {
      case 'wait':
        return {
          promotion,
          next: 'later',
          at: this.#pauseOf(promotion, promotion.watchUntil),
        };
      case 'end':
        return this.#save({ ...promotion, watchUntil: undefined }, []);
      case 'lose':
        await this.#ports.releases.revokeVerification({
          serviceRef,
          environment,
          releaseId: promotion.release.id,
        });
        return this.#saveWithRollback(
          place,
          { ...promotion, watchUntil: undefined, notice: 'result' },
          decision.because,
          [engineEvent(promotion, 'incident', decision.because)],
          await this.#ports.store.hold(serviceRef, environment),
        );
      default:
        return decision satisfies never;
    }
  }

  async #notify(promotion: StoredPromotion, place: Place): Promise<StepResult> {
    await this.#ports.crashPoint('before-notify');
    await this.#notifier.send(promotion, place.service);
    await this.#ports.crashPoint('after-notify');
    return this.#save({ ...promotion, notice: undefined }, []);
  }

  async #verifiedReleases(place: Place): Promise<Release[]> {
    const { ref } = place.service;
    const verified = await this.#ports.releases.verifications(
      ref,
      place.environment.name,
    );
    const found = await Promise.all(
      verified
        .slice(0, 50)
        .map(({ releaseId }) => this.#ports.releases.get(ref, releaseId)),
    );
    return found.flatMap(release => (release ? [release] : []));
  }

  async #save(
    promotion: StoredPromotion,
    record: RecordEvent[],
    more: Pick<PromotionWrite, 'hold' | 'request' | 'lapseApprovals'> = {},
  ): Promise<StepResult> {
    const at = this.#ports.clock().toISOString();
    const saved = await this.#write({
      promotion,
      record: record.map(each => ({ ...each, at })),
      nextAttemptAt: at,
      keepLease: true,
      ...more,
    });
    return { promotion: saved, next: 'now', dueAt: at };
  }

  async #write(write: PromotionWrite): Promise<StoredPromotion> {
    await this.#ports.crashPoint('before-save');
    const saved = await this.#ports.store.write(write);
    if (!saved) {
      throw new LostClaim(`Promotion '${write.promotion.id}' moved on`);
    }
    await this.#ports.crashPoint('after-save');
    this.#ports.onChange(saved.serviceRef, 'promotion');
    return saved;
  }

  #pauseOf(promotion: StoredPromotion, until: string | undefined): string {
    const now = this.#ports.clock().getTime();
    const pause = now + pauseSeconds(promotion) * 1000;
    const end = until === undefined ? pause : Date.parse(until);
    return new Date(Math.max(now + 200, Math.min(pause, end))).toISOString();
  }
}

function pauseSeconds({ state }: StoredPromotion): number {
  switch (state) {
    case 'awaiting-approval':
      return PAUSE.awaiting;
    case 'requested':
    case 'gating':
    case 'queued':
      return PAUSE.other;
    default:
      return PAUSE.writing;
  }
}

function backInQueue(promotion: StoredPromotion, now: Date): StoredPromotion {
  return {
    ...promotion,
    state: 'queued',
    retry: undefined,
    times: { ...promotion.times, queued: now.toISOString() },
  };
}

/** A rollback that a person asked for stays rolled back. */
function holdOf(promotion: StoredPromotion): Pick<PromotionWrite, 'hold'> {
  if (promotion.kind !== 'rollback') {
    return {};
  }
  return {
    hold: {
      environment: promotion.environment,
      by: promotion.requestedBy,
      at: promotion.times.writing ?? promotion.requestedAt,
      reason: `Rolled back to ${promotion.release.version}: ${
        promotion.reason ?? ''
      }`,
      promotionId: promotion.id,
    },
  };
}
