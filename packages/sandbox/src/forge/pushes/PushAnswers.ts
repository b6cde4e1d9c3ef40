import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_HOLD = 120_000;

/**
 * Holds back the answers of pushes while their refs have moved already, as a network that breaks at the worst moment:
 * who pushed cannot know whether it arrived.
 */
export class PushAnswers {
  #release: AbortController | undefined;
  #waiting = 0;

  /** How many pushes have happened and wait for their answer. */
  get waiting(): number {
    return this.#waiting;
  }

  hold(): void {
    this.#release ??= new AbortController();
  }

  release(): void {
    this.#release?.abort();
    this.#release = undefined;
  }

  /** Resolves when the answer may go out. */
  async pass(): Promise<void> {
    const signal = this.#release?.signal;
    if (!signal) {
      return;
    }
    this.#waiting += 1;
    await sleep(LONGEST_HOLD, undefined, { signal, ref: false }).catch(
      () => undefined,
    );
    this.#waiting -= 1;
  }
}
