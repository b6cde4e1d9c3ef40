import { PromotionEnginePorts } from './PromotionEnginePorts';
import { RecordEvent } from './PromotionRecord';
import { PromotionWrite } from './PromotionStore';
import { StoredPromotion } from './StoredPromotion';

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

/** What changes together with a promotion. */
export type Together = Pick<
  PromotionWrite,
  'hold' | 'request' | 'lapseApprovals' | 'verified' | 'unverified'
>;

/** Writes down what a step did: all of it in one transaction, only over the version that the step read. */
export class PromotionSaver {
  readonly #ports: PromotionEnginePorts;

  static create(ports: PromotionEnginePorts): PromotionSaver {
    return new PromotionSaver(ports);
  }

  private constructor(ports: PromotionEnginePorts) {
    this.#ports = ports;
  }

  /** Stores a change that is news; the next step follows at once. */
  async save(
    promotion: StoredPromotion,
    record: RecordEvent[],
    together: Together = {},
  ): Promise<StepResult> {
    const at = this.#ports.clock().toISOString();
    const saved = await this.#write({
      promotion,
      record: record.map(each => ({ ...each, at })),
      nextAttemptAt: at,
      keepLease: true,
      ...together,
    });
    return { promotion: saved, next: 'now', dueAt: at };
  }

  /** Stores what it waits for. A wake of this moment stands. */
  async saveWaiting(
    promotion: StoredPromotion,
    until: string,
  ): Promise<StepResult> {
    const saved = await this.#write({
      promotion,
      nextAttemptAt: 'unchanged',
      keepLease: true,
    });
    return { promotion: saved, next: 'later', at: until };
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
}
