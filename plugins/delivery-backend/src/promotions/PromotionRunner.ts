import { isFinal } from '@fairway/backstage-plugin-delivery-common';
import { applyDecision, applyWritten, finishPromotion } from './applyDecision';
import { PromotionDecision, decidePromotion } from './decidePromotion';
import { backoffUntil, pauseUntil } from './pauses';
import { endEvent, engineEvent } from './promotionEvents';
import { PromotionEnding } from './PromotionEnding';
import { PromotionEnginePorts } from './PromotionEnginePorts';
import { Place, PromotionFacts } from './PromotionFacts';
import { ManifestsVerdict } from './PromotionManifests';
import { PromotionNotifier } from './PromotionNotifier';
import { PromotionObservations } from './PromotionObservations';
import { PromotionSaver, StepResult, Together } from './PromotionSaver';
import { ENGINE_ACTOR, StoredPromotion } from './StoredPromotion';
import { writeManifests } from './writeManifests';

const MAX_RETRY_SECONDS = 60;
const MAX_NOTICE_SECONDS = 600;
/** About an hour of trying. */
const MAX_NOTICES = 14;

/** Takes one promotion one step further: reads everything, decides once, acts, writes down what happened. */
export class PromotionRunner {
  readonly #ports: PromotionEnginePorts;
  readonly #facts: PromotionFacts;
  readonly #saver: PromotionSaver;
  readonly #ending: PromotionEnding;
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
    const { ports, facts } = options;
    this.#ports = ports;
    this.#facts = facts;
    this.#saver = PromotionSaver.create(ports);
    this.#ending = PromotionEnding.create({ ports, facts, saver: this.#saver });
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
    if (isNoticeDue(promotion, this.#ports.clock())) {
      return this.#notify(promotion, place);
    }
    if (isFinal(promotion.state)) {
      return this.#rest(promotion, place, signal);
    }
    const observations = await this.#facts.observe(promotion, place, signal);
    const policy = this.#facts.policyOf(place, promotion.kind);
    const now = this.#ports.clock();
    const decision = decidePromotion(promotion, observations, policy, now);
    if (decision.do === 'write' || decision.do === 'find-write') {
      return this.#writeManifests(
        promotion,
        place,
        observations,
        decision.do,
        signal,
      );
    }
    const next = applyDecision(promotion, decision, observations, policy, now);
    switch (decision.do) {
      case 'rest':
        return { promotion, next: 'never' };
      case 'wait':
        return this.#wait(promotion, next, decision);
      case 'finish':
        return this.#ending.finish(place, next, {
          harmed: decision.harmed,
          hold: observations.hold,
        });
      case 'enter':
        return this.#enter(next, decision);
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
      return this.#saver.save(failed, [endEvent(failed)]);
    }
    const attempts = (promotion.retry?.attempts ?? 0) + 1;
    const nextAt = backoffUntil(
      this.#ports.clock(),
      attempts,
      MAX_RETRY_SECONDS,
    );
    const message = error instanceof Error ? error.message : String(error);
    return this.#saver.saveWaiting(
      {
        ...promotion,
        retry: { error: message.slice(0, 500), attempts, nextAt },
      },
      nextAt,
    );
  }

  async #enter(
    next: StoredPromotion,
    decision: PromotionDecision & { do: 'enter' },
  ): Promise<StepResult> {
    const event = decision.lapse
      ? engineEvent(next, 'approvals-lapsed', decision.lapse)
      : engineEvent(next, 'state', `Entered ${decision.state}`);
    const result = await this.#saver.save(next, [event], {
      lapseApprovals: Boolean(decision.lapse),
      ...(decision.state === 'writing' && holdOf(next)),
    });
    if (decision.state === 'writing') {
      await this.#ports.crashPoint('after-intent');
    }
    return result;
  }

  async #writeManifests(
    promotion: StoredPromotion,
    place: Place,
    observations: PromotionObservations,
    mode: 'write' | 'find-write',
    signal: AbortSignal,
  ): Promise<StepResult> {
    const result = await writeManifests({
      promotion,
      place,
      observations,
      writer: this.#facts.manifests.writerOf(place.service),
      mode,
      signal,
    });
    const now = this.#ports.clock();
    switch (result.is) {
      case 'written': {
        await this.#ports.crashPoint('after-write');
        const policy = this.#facts.policyOf(place, promotion.kind);
        const next = applyWritten(promotion, result, policy, now);
        return this.#saver.save(next, [
          engineEvent(next, 'written', `Wrote ${result.commit}`),
        ]);
      }
      case 'absent':
        return this.#saver.save(backInQueue(promotion, now), [
          engineEvent(promotion, 'state', 'Nothing was written; waits again'),
        ]);
      case 'refused': {
        const failed = finishPromotion(promotion, {
          state: 'failed',
          outcome: result.because,
          by: ENGINE_ACTOR,
          now,
        });
        return this.#saver.save(failed, [endEvent(failed)]);
      }
      default:
        return result satisfies never;
    }
  }

  async #wait(
    promotion: StoredPromotion,
    next: StoredPromotion,
    decision: PromotionDecision & { do: 'wait' },
  ): Promise<StepResult> {
    const at = pauseUntil(promotion, this.#ports.clock(), decision.until);
    return JSON.stringify(next) === JSON.stringify(promotion)
      ? { promotion, next: 'later', at }
      : this.#saver.saveWaiting(next, at);
  }

  /** What is left to do after the end: a success is watched for a while, a notice may still have to go out. */
  async #rest(
    promotion: StoredPromotion,
    place: Place,
    signal: AbortSignal,
  ): Promise<StepResult> {
    if (promotion.watchUntil) {
      return this.#ending.watch(promotion, place, signal);
    }
    return promotion.noticeRetry
      ? { promotion, next: 'later', at: promotion.noticeRetry.nextAt }
      : { promotion, next: 'never' };
  }

  /**
   * Sends the notice before the store forgets it: after a crash in between it goes out again, under the same name, so
   * that the second updates the first. While the notifications cannot be reached the promotion goes on without them.
   */
  async #notify(promotion: StoredPromotion, place: Place): Promise<StepResult> {
    await this.#ports.crashPoint('before-notify');
    const sent = await this.#notifier.send(promotion, place.service);
    await this.#ports.crashPoint('after-notify');
    const attempts = (promotion.noticeRetry?.attempts ?? 0) + 1;
    if (sent || attempts >= MAX_NOTICES) {
      return this.#saver.save(
        { ...promotion, notice: undefined, noticeRetry: undefined },
        [],
      );
    }
    const now = this.#ports.clock();
    const nextAt = backoffUntil(now, attempts, MAX_NOTICE_SECONDS);
    return this.#saver.save(
      { ...promotion, noticeRetry: { attempts, nextAt } },
      [],
    );
  }
}

function isNoticeDue(
  { notice, noticeRetry }: StoredPromotion,
  now: Date,
): boolean {
  const waits = noticeRetry && Date.parse(noticeRetry.nextAt) > now.getTime();
  return notice !== undefined && !waits;
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
function holdOf(promotion: StoredPromotion): Pick<Together, 'hold'> {
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
      release: promotion.release.version,
    },
  };
}
