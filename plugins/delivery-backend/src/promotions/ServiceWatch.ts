import { setTimeout as sleep } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { AutomaticEntry } from './AutomaticEntry';

const AT_ONCE = 4;
/** A whole round takes at least this long, so that ten thousand services do not cost more than a few. */
const ROUND_SECONDS = 60;

/**
 * Looks at services for the automatic policy and keeps the local copies of manifests fresh: at once when something about
 * a service changed, at the end of a soak time, and all of them in rounds as repair.
 */
export class ServiceWatch {
  readonly #entry: AutomaticEntry;
  readonly #list: () => Promise<string[]>;
  readonly #refresh: (serviceRef: string, signal: AbortSignal) => Promise<void>;
  readonly #onRequest: () => void;
  readonly #logger: LoggerService;
  readonly #due = new Map<string, number>();
  readonly #stopping = new AbortController();
  readonly #troubles = new Map<string, string>();
  #loops: Promise<void>[] = [];

  static create(options: {
    entry: AutomaticEntry;
    list: () => Promise<string[]>;
    refresh: (serviceRef: string, signal: AbortSignal) => Promise<void>;
    onRequest: () => void;
    logger: LoggerService;
  }): ServiceWatch {
    return new ServiceWatch(options);
  }

  private constructor(options: {
    entry: AutomaticEntry;
    list: () => Promise<string[]>;
    refresh: (serviceRef: string, signal: AbortSignal) => Promise<void>;
    onRequest: () => void;
    logger: LoggerService;
  }) {
    this.#entry = options.entry;
    this.#list = options.list;
    this.#refresh = options.refresh;
    this.#onRequest = options.onRequest;
    this.#logger = options.logger;
  }

  start(): void {
    this.#loops = [this.#lookLoop(), this.#roundLoop()];
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The engine stops'));
    await Promise.allSettled(this.#loops);
  }

  /** Something about the service changed. */
  wake(serviceRef: string): void {
    this.#due.set(serviceRef, 0);
  }

  async #lookLoop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const now = Date.now();
      const due = [...this.#due]
        .filter(([, at]) => at <= now)
        .slice(0, AT_ONCE)
        .map(([ref]) => ref);
      due.forEach(ref => this.#due.delete(ref));
      await Promise.all(due.map(ref => this.#look(ref)));
      if (due.length === 0) {
        await this.#pause(250);
      }
    }
  }

  async #look(serviceRef: string): Promise<void> {
    try {
      const result = await this.#entry.look(serviceRef);
      this.#recovered(serviceRef);
      if (result.lookAgainAt && !this.#due.has(serviceRef)) {
        this.#due.set(serviceRef, result.lookAgainAt.getTime());
      }
      if (result.requested) {
        this.#onRequest();
      }
    } catch (error) {
      this.#complain(serviceRef, error);
    }
  }

  async #roundLoop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const started = Date.now();
      const services = await this.#list().catch(error => {
        this.#logger.warn(`Could not list services: ${error}`);
        return [];
      });
      for (let start = 0; start < services.length; start += AT_ONCE) {
        const some = services.slice(start, start + AT_ONCE);
        await Promise.all(some.map(ref => this.#refreshOne(ref)));
        some.forEach(ref => this.#due.set(ref, 0));
        if (this.#stopping.signal.aborted) {
          return;
        }
      }
      // Services that just appeared must not wait for a whole round.
      const rest = services.length === 0 ? 2_000 : ROUND_SECONDS * 1000;
      await this.#pause(Math.max(1_000, rest - (Date.now() - started)));
    }
  }

  async #refreshOne(serviceRef: string): Promise<void> {
    try {
      await this.#refresh(serviceRef, this.#stopping.signal);
    } catch (error) {
      this.#complain(`manifests of ${serviceRef}`, error);
    }
  }

  /** Says each trouble once, not at every round. */
  #complain(about: string, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (this.#stopping.signal.aborted || this.#troubles.get(about) === text) {
      return;
    }
    this.#troubles.set(about, text);
    this.#logger.warn(`${about}: ${text}`);
  }

  #recovered(about: string): void {
    this.#troubles.delete(about);
  }

  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, {
      signal: this.#stopping.signal,
      ref: false,
    }).catch(() => undefined);
  }
}
