import { SandboxClock } from '../SandboxClock';

/** Time of the seeded past: waiting takes no time, and moves it on. */
export class HistoryClock extends SandboxClock {
  #now: number;

  constructor(start: Date) {
    super({ speed: 1 });
    this.#now = start.getTime();
  }

  override now(): Date {
    return new Date(this.#now);
  }

  override async wait(seconds: number): Promise<void> {
    this.#now += seconds * 1000;
  }

  /** A clock that starts where this one is. */
  fork(): HistoryClock {
    return new HistoryClock(this.now());
  }

  /** Time never runs backwards, or a run would end after the promotion that follows it. */
  moveTo(date: Date): void {
    this.#now = Math.max(this.#now, date.getTime());
  }
}
