import { pause } from '../pause';

const COLLECT_MS = 200;
const MAX_NAMES = 10_000;

/**
 * Names of repositories of which a webhook said that something happened. A hint carries no data: it only makes the source
 * look at once, so a forged one can do no harm. Where anybody may send them, `leastSeconds` keeps looks apart.
 *
 * @public
 */
export class RepositoryHints {
  /** Names that wait for a look, with when it may be. */
  readonly #due = new Map<string, number>();
  readonly #lookedAt = new Map<string, number>();
  readonly #leastMs: number;
  #awake = new AbortController();

  static create(options?: {
    /** Seconds between two looks for hints with the same name; 0 unless set. */
    leastSeconds?: number;
  }): RepositoryHints {
    return new RepositoryHints((options?.leastSeconds ?? 0) * 1000);
  }

  private constructor(leastMs: number) {
    this.#leastMs = leastMs;
  }

  add(name: string): void {
    const key = name.toLocaleLowerCase('en-US');
    if (this.#due.has(key) || this.#due.size >= MAX_NAMES) {
      return;
    }
    const lookedAt = this.#lookedAt.get(key) ?? 0;
    this.#due.set(key, Math.max(Date.now(), lookedAt + this.#leastMs));
    this.#awake.abort();
  }

  /** Waits for hints until a time, and a little longer for more of them: one push sends several webhooks. */
  async next(until: number, signal: AbortSignal): Promise<Set<string>> {
    const ends = () => signal.aborted || Date.now() >= until;
    while (this.#firstDue() > Date.now() && !ends()) {
      this.#awake = new AbortController();
      await pause(
        Math.min(until, this.#firstDue()) - Date.now(),
        AbortSignal.any([signal, this.#awake.signal]),
      );
    }
    if (this.#firstDue() <= Date.now()) {
      await pause(COLLECT_MS, signal);
    }
    return this.#take();
  }

  #firstDue(): number {
    return Math.min(Number.MAX_SAFE_INTEGER, ...this.#due.values());
  }

  #take(): Set<string> {
    const now = Date.now();
    const names = new Set<string>();
    for (const [name, dueAt] of this.#due) {
      if (dueAt <= now) {
        names.add(name);
        this.#due.delete(name);
        this.#noteLook(name, now);
      }
    }
    return names;
  }

  #noteLook(name: string, now: number): void {
    if (this.#leastMs === 0) {
      return;
    }
    this.#lookedAt.delete(name);
    this.#lookedAt.set(name, now);
    if (this.#lookedAt.size > MAX_NAMES) {
      const [oldest] = this.#lookedAt.keys();
      this.#lookedAt.delete(oldest);
    }
  }
}
