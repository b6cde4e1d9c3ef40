import { setTimeout } from 'timers/promises';

const COLLECT_MS = 200;

/**
 * Repositories of which a webhook said that something happened. A hint carries no data: it only makes the source look at
 * once, so a forged one can do no harm.
 */
export class RepositoryHints {
  readonly #slugs = new Set<string>();
  #awake = new AbortController();

  add(slug: string): void {
    this.#slugs.add(slug.toLocaleLowerCase('en-US'));
    this.#awake.abort();
  }

  /** Waits for hints until a time, and a little longer for more of them: one push sends several webhooks. */
  async next(until: number, signal: AbortSignal): Promise<Set<string>> {
    const ends = () => signal.aborted || Date.now() >= until;
    while (this.#slugs.size === 0 && !ends()) {
      this.#awake = new AbortController();
      await pause(
        until - Date.now(),
        AbortSignal.any([signal, this.#awake.signal]),
      );
    }
    if (this.#slugs.size > 0) {
      await pause(COLLECT_MS, signal);
    }
    const slugs = new Set(this.#slugs);
    this.#slugs.clear();
    return slugs;
  }
}

/** Waits, but no longer than until the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(Math.max(0, ms), undefined, { signal }).catch(() => {});
}
