import { LoggerService } from '@backstage/backend-plugin-api';
import { SignalsService } from '@backstage/plugin-signals-node';
import { DELIVERY_SIGNAL_CHANNEL } from '@fairway/backstage-plugin-delivery-common';
import {
  setImmediate as nextTurn,
  setTimeout as sleep,
} from 'node:timers/promises';
import { ServiceChange, ServiceChanges } from './ServiceChanges';

interface Options {
  /** Brings the stored summary of a service up to date. */
  rebuild(serviceRef: string): Promise<void>;
  signals: SignalsService;
  logger: LoggerService;
  /** How long announcements are collected. */
  delayMilliseconds?: number;
  /** How long a failed rebuild waits for its next try. */
  retryMilliseconds?: number;
}

/** In signals: every service. */
export const EVERY_SERVICE = '*';

/**
 * Collects announcements for a moment, then rebuilds each service's summary once and tells open pages. A failed rebuild
 * is tried again, so that a summary never stays behind. Rebuilding many services at once yields to what changes now.
 */
export class CoalescingServiceChanges implements ServiceChanges {
  readonly #options: Options;
  readonly #listeners = new Set<(change: ServiceChange) => void>();
  readonly #announced = new Map<string, Set<ServiceChange['topic']>>();
  readonly #background = new Map<string, () => void>();
  readonly #stopping = new AbortController();
  #working: Promise<void> | undefined;

  static create(options: Options): CoalescingServiceChanges {
    return new CoalescingServiceChanges(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  announce(serviceRef: string, topic: ServiceChange['topic']): void {
    this.#remember(serviceRef, [topic]);
    for (const listener of this.#listeners) {
      queueMicrotask(() => listener({ serviceRef, topic }));
    }
  }

  onChange(
    listener: (change: ServiceChange) => void,
    signal: AbortSignal,
  ): void {
    if (signal.aborted) {
      return;
    }
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), {
      once: true,
    });
  }

  /** Rebuilds summaries in the background and tells nobody. Resolves when all are up to date. */
  async rebuildQuietly(serviceRefs: string[]): Promise<void> {
    const done = serviceRefs.map(
      ref =>
        new Promise<void>(resolve => {
          const earlier = this.#background.get(ref);
          this.#background.set(ref, () => {
            earlier?.();
            resolve();
          });
        }),
    );
    this.#work();
    await Promise.all(done);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
    this.#background.forEach(resolve => resolve());
  }

  #remember(serviceRef: string, topics: Iterable<ServiceChange['topic']>) {
    const known = this.#announced.get(serviceRef) ?? new Set();
    for (const topic of topics) {
      known.add(topic);
    }
    this.#announced.set(serviceRef, known);
    this.#work();
  }

  #work(): void {
    if (this.#working || this.#stopping.signal.aborted) {
      return;
    }
    this.#working = this.#drain().finally(() => {
      this.#working = undefined;
      // What came in after the last look and before this moment is not forgotten.
      if (this.#announced.size > 0 || this.#background.size > 0) {
        this.#work();
      }
    });
  }

  async #drain(): Promise<void> {
    const { signal } = this.#stopping;
    await pause(this.#options.delayMilliseconds ?? 40, signal);
    while (!signal.aborted) {
      // SQLite answers without leaving the event loop: let requests in between.
      await nextTurn();
      const announced = takeFirst(this.#announced);
      if (announced) {
        await this.#show(...announced);
        continue;
      }
      const background = takeFirst(this.#background);
      if (!background) {
        return;
      }
      const [serviceRef, resolve] = background;
      await this.#show(serviceRef, new Set());
      resolve();
    }
  }

  async #show(
    serviceRef: string,
    topics: Set<ServiceChange['topic']>,
  ): Promise<void> {
    try {
      if (serviceRef !== EVERY_SERVICE) {
        await this.#options.rebuild(serviceRef);
      }
      for (const topic of topics) {
        await this.#options.signals.publish({
          recipients: { type: 'broadcast' },
          channel: DELIVERY_SIGNAL_CHANNEL,
          message: { serviceRef, topic },
        });
      }
    } catch (error) {
      this.#options.logger.warn(`Summarising '${serviceRef}' failed`, {
        error: String(error),
      });
      const { signal } = this.#stopping;
      pause(this.#options.retryMilliseconds ?? 2000, signal).then(() => {
        if (!signal.aborted) {
          this.#remember(serviceRef, topics);
        }
      });
    }
  }
}

function takeFirst<T>(map: Map<string, T>): [string, T] | undefined {
  for (const entry of map) {
    map.delete(entry[0]);
    return entry;
  }
  return undefined;
}

async function pause(milliseconds: number, signal: AbortSignal) {
  await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {});
}
