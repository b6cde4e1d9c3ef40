import { randomUUID } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { CrashPoint, WorkerKilled } from './crashPoint';
import { PromotionRunner } from './PromotionRunner';
import { LostClaim, StepResult } from './PromotionSaver';
import { Claim, PromotionQueue } from './PromotionQueue';
import { StoredPromotion } from './StoredPromotion';

/** Times of the worker, shorter in tests. */
export interface WorkerTimes {
  leaseSeconds: number;
  heartbeatSeconds: number;
  pollSeconds: number;
}

const TIMES: WorkerTimes = {
  // Another process goes on at most this long after one died.
  leaseSeconds: 10,
  heartbeatSeconds: 3,
  pollSeconds: 1,
};
const AT_ONCE = 8;
const MAX_STEPS = 20;

/**
 * Claims due promotions and takes each as far as it goes. Many replicas may run one: a lease keeps them apart, and when
 * one dies another goes on after the lease ends.
 */
export class PromotionWorker {
  readonly #queue: PromotionQueue;
  readonly #runner: PromotionRunner;
  readonly #clock: () => Date;
  readonly #crashPoint: CrashPoint;
  readonly #logger: LoggerService;
  readonly #times: WorkerTimes;
  readonly #id = randomUUID();
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #loop: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #woken = false;

  static create(options: {
    queue: PromotionQueue;
    runner: PromotionRunner;
    clock: () => Date;
    crashPoint: CrashPoint;
    logger: LoggerService;
    times?: Partial<WorkerTimes>;
  }): PromotionWorker {
    return new PromotionWorker(options);
  }

  private constructor(options: {
    queue: PromotionQueue;
    runner: PromotionRunner;
    clock: () => Date;
    crashPoint: CrashPoint;
    logger: LoggerService;
    times?: Partial<WorkerTimes>;
  }) {
    this.#queue = options.queue;
    this.#runner = options.runner;
    this.#clock = options.clock;
    this.#crashPoint = options.crashPoint;
    this.#logger = options.logger;
    this.#times = { ...TIMES, ...options.times };
  }

  start(): void {
    this.#loop ??= this.#poll();
  }

  /** Stops claiming, ends what runs and gives the leases back. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The worker stops'));
    this.#wake();
    await this.#loop;
    await Promise.allSettled(this.#running);
  }

  /** Looks for due promotions now instead of at the next poll. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Takes all promotions that are due now as far as they go. Returns how many there were. */
  async runOnce(): Promise<number> {
    const claims = await this.#claim(AT_ONCE);
    await Promise.all(claims.map(claim => this.#handle(claim)));
    return claims.length;
  }

  async #poll(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#woken = false;
      let found = 0;
      try {
        const claims = await this.#claim(AT_ONCE - this.#running.size);
        found = claims.length;
        for (const claim of claims) {
          const handling: Promise<void> = this.#handle(claim).finally(() => {
            this.#running.delete(handling);
            this.wake();
          });
          this.#running.add(handling);
        }
      } catch (error) {
        this.#logger.warn(`Could not look for due promotions: ${error}`);
      }
      if (found === 0 && !this.#woken) {
        await this.#pause();
      }
    }
  }

  async #pause(): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, this.#times.pollSeconds * 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #claim(limit: number): Promise<Claim[]> {
    if (limit <= 0) {
      return [];
    }
    return this.#queue.claimDue({
      // A claim of its own name: a handler that lost its lease cannot prolong the next one.
      owner: `${this.#id}/${randomUUID()}`,
      now: this.#clock(),
      leaseSeconds: this.#times.leaseSeconds,
      limit,
    });
  }

  async #handle(claim: Claim): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([lost.signal, this.#stopping.signal]);
    const heartbeat = setInterval(() => {
      const until = new Date(
        this.#clock().getTime() + this.#times.leaseSeconds * 1000,
      );
      this.#queue
        .heartbeat(claim, until)
        .then(held => {
          if (!held) {
            lost.abort(new LostClaim(`Promotion '${claim.promotion.id}'`));
          }
        })
        .catch(error =>
          this.#logger.warn(`Could not prolong a lease: ${error}`),
        );
    }, this.#times.heartbeatSeconds * 1000);
    try {
      await this.#crashPoint('after-claim');
      await this.#advance(claim, signal);
    } catch (error) {
      if (error instanceof WorkerKilled) {
        return;
      }
      if (!(error instanceof LostClaim)) {
        this.#logger.error(
          `Promotion '${claim.promotion.id}' could not be taken further: ${error}`,
        );
      }
      await this.#release(claim, soon(this.#clock()));
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #advance(claim: Claim, signal: AbortSignal): Promise<void> {
    let { promotion, dueAt } = claim;
    for (let step = 0; step < MAX_STEPS && !signal.aborted; step += 1) {
      const result = await this.#step(promotion, signal);
      promotion = result.promotion;
      dueAt = result.dueAt ?? dueAt;
      if (result.next !== 'now') {
        await this.#crashPoint('before-release');
        await this.#release(
          { ...claim, promotion, dueAt },
          result.next === 'later' ? result.at : undefined,
        );
        return;
      }
    }
    await this.#release({ ...claim, promotion, dueAt }, soon(this.#clock()));
  }

  async #step(
    promotion: StoredPromotion,
    signal: AbortSignal,
  ): Promise<StepResult> {
    try {
      return await this.#runner.step(promotion, signal);
    } catch (error) {
      const dead = error instanceof WorkerKilled || error instanceof LostClaim;
      if (dead) {
        throw error;
      }
      if (signal.aborted) {
        return { promotion, next: 'later', at: soon(this.#clock()) };
      }
      return this.#runner.recover(promotion, error);
    }
  }

  async #release(claim: Claim, at: string | undefined): Promise<void> {
    try {
      await this.#queue.release(claim, at);
    } catch (error) {
      this.#logger.warn(
        `Could not give a lease back, it ends by itself: ${error}`,
      );
    }
  }
}

function soon(now: Date): string {
  return now.toISOString();
}
