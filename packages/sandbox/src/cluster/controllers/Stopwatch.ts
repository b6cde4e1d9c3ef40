import { SandboxClock } from '../../SandboxClock';

/**
 * Measures simulated seconds since something was first seen. Timestamps of the API have whole seconds, too coarse
 * for a fast clock; after a restart the timestamp, if there is one, is where the measure starts.
 */
export class Stopwatch {
  readonly #clock: SandboxClock;
  readonly #started = new Map<string, number>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  elapsed(key: string, since?: string): number {
    let started = this.#started.get(key);
    const now = this.#clock.now().getTime();
    if (started === undefined) {
      const parsed = since === undefined ? NaN : Date.parse(since);
      // A timestamp of this very second is just now, truncated.
      started = now - parsed > 1500 ? parsed : now;
      this.#started.set(key, started);
    }
    return ((now - started) / 1000) * this.#clock.speed;
  }

  forget(key: string): void {
    this.#started.delete(key);
  }

  forgetAll(prefix: string): void {
    for (const key of this.#started.keys()) {
      if (key.startsWith(prefix)) {
        this.#started.delete(key);
      }
    }
  }
}
