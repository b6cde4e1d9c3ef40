export type CircuitState = 'closed' | 'half-open' | 'open';

/** The circuit is open: the call was not even tried. */
export class CircuitOpenError extends Error {
  override name = 'CircuitOpenError';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('The circuit is open');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface CircuitBreakerOptions {
  /** Failures in a row that open the circuit. */
  readonly failureThreshold?: number;
  /** How long it stays open before one call may try again. */
  readonly openMilliseconds?: number;
  readonly now?: () => number;
}

/** Spares a system that is down the calls, and our callers the wait. */
export class CircuitBreaker {
  readonly #failureThreshold: number;
  readonly #openMilliseconds: number;
  readonly #now: () => number;
  #failures = 0;
  #openUntil: number | undefined;
  #trying = false;

  constructor(options: CircuitBreakerOptions = {}) {
    this.#failureThreshold = options.failureThreshold ?? 5;
    this.#openMilliseconds = options.openMilliseconds ?? 30_000;
    this.#now = options.now ?? (() => performance.now());
  }

  get state(): CircuitState {
    if (this.#openUntil === undefined) return 'closed';
    return this.#now() < this.#openUntil ? 'open' : 'half-open';
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    const trial = this.state === 'half-open';
    if (this.state === 'open' || (trial && this.#trying)) throw new CircuitOpenError(this.#secondsToWait());
    if (trial) this.#trying = true;
    try {
      const result = await call();
      if (this.#counts(trial)) this.#close();
      return result;
    } catch (error) {
      if (this.#counts(trial)) this.#fail();
      throw error;
    } finally {
      if (trial) this.#trying = false;
    }
  }

  /** Calls from before the circuit opened come too late to say anything. */
  #counts(trial: boolean): boolean {
    return trial || this.#openUntil === undefined;
  }

  #close(): void {
    this.#failures = 0;
    this.#openUntil = undefined;
  }

  #fail(): void {
    this.#failures += 1;
    if (this.#failures >= this.#failureThreshold) this.#openUntil = this.#now() + this.#openMilliseconds;
  }

  #secondsToWait(): number {
    return Math.max(Math.ceil(((this.#openUntil ?? 0) - this.#now()) / 1000), 1);
  }
}
