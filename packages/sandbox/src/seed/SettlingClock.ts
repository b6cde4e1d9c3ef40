import { SandboxClock } from '../SandboxClock';

/** What a busy machine holds up beyond that is no time that passed: deadlines of the past are short in real time. */
const LONGEST_STEP_MS = 40;

/** A fast clock that runs in the past, so that what is deployed by the seed carries the date of its deployment. */
export class SettlingClock extends SandboxClock {
  #now = Date.now();
  #seenAt = performance.now();

  override now(): Date {
    const seenAt = performance.now();
    this.#now += Math.min(seenAt - this.#seenAt, LONGEST_STEP_MS);
    this.#seenAt = seenAt;
    return new Date(this.#now);
  }

  moveTo(date: Date): void {
    this.#now = date.getTime();
    this.#seenAt = performance.now();
  }
}
