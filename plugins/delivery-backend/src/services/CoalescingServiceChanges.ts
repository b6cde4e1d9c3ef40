import { LoggerService } from '@backstage/backend-plugin-api';
import { SignalsService } from '@backstage/plugin-signals-node';
import { DELIVERY_SIGNAL_CHANNEL } from '@fairway/backstage-plugin-delivery-common';
import { ServiceChange, ServiceChanges } from './ServiceChanges';

interface Options {
  /** Brings the stored summary of a service up to date. */
  rebuild(serviceRef: string): Promise<void>;
  signals: SignalsService;
  logger: LoggerService;
  delayMilliseconds?: number;
}

/** In signals: every service. */
export const EVERY_SERVICE = '*';

/**
 * Collects announcements for a moment, then rebuilds each service's summary once and tells open pages. A failed rebuild
 * is tried again with the next moment, so that a summary never stays behind.
 */
export class CoalescingServiceChanges implements ServiceChanges {
  readonly #options: Options;
  readonly #listeners = new Set<(change: ServiceChange) => void>();
  readonly #pending = new Map<string, Set<ServiceChange['topic']>>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #stopped = false;

  static create(options: Options): CoalescingServiceChanges {
    return new CoalescingServiceChanges(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  announce(serviceRef: string, topic: ServiceChange['topic']): void {
    this.#add(serviceRef, topic);
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

  /** Waits until all that was announced is shown. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0 || this.#flushing) {
      await this.#flush();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#flushing;
  }

  #add(serviceRef: string, topic: ServiceChange['topic']): void {
    const topics = this.#pending.get(serviceRef) ?? new Set();
    this.#pending.set(serviceRef, topics.add(topic));
    this.#schedule(this.#options.delayMilliseconds ?? 40);
  }

  #schedule(delay: number): void {
    if (this.#timer || this.#stopped) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, delay);
    this.#timer.unref();
  }

  async #flush(): Promise<void> {
    this.#flushing ??= this.#flushOnce().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  async #flushOnce(): Promise<void> {
    const batch = [...this.#pending];
    this.#pending.clear();
    for (const [serviceRef, topics] of batch) {
      if (this.#stopped) {
        return;
      }
      try {
        if (serviceRef !== EVERY_SERVICE) {
          await this.#options.rebuild(serviceRef);
        }
        for (const topic of topics) {
          await this.#signal({ serviceRef, topic });
        }
      } catch (error) {
        this.#options.logger.warn(`Summarising '${serviceRef}' failed`, {
          error: String(error),
        });
        for (const topic of topics) {
          this.#retry(serviceRef, topic);
        }
      }
    }
  }

  #retry(serviceRef: string, topic: ServiceChange['topic']): void {
    const topics = this.#pending.get(serviceRef) ?? new Set();
    this.#pending.set(serviceRef, topics.add(topic));
    this.#schedule(2000);
  }

  async #signal(change: ServiceChange): Promise<void> {
    await this.#options.signals.publish({
      recipients: { type: 'broadcast' },
      channel: DELIVERY_SIGNAL_CHANNEL,
      message: change,
    });
  }
}
