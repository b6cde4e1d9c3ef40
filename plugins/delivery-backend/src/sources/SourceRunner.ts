import { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lease, SourceLeaseStore } from './SourceLeaseStore';
import { SourceStore } from './SourceStore';

/** A source with its sink, ready to run under a lease. */
export interface RunnableSource {
  id: string;
  run(options: {
    lease: Lease;
    signal: AbortSignal;
    /** To be called whenever the source has shown that it works. */
    onAlive(): void;
  }): Promise<void>;
}

/** Times in milliseconds; tests shorten them. */
export interface SourceRunnerTimes {
  heartbeat: number;
  acquire: number;
  firstBackOff: number;
  longestBackOff: number;
}

const defaultTimes: SourceRunnerTimes = {
  heartbeat: 3_000,
  acquire: 3_000,
  firstBackOff: 1_000,
  longestBackOff: 30_000,
};

interface Options {
  source: RunnableSource;
  leases: SourceLeaseStore;
  store: SourceStore;
  owner: string;
  logger: LoggerService;
  onStatus(): void;
}

/**
 * Keeps one source running on exactly one replica: takes the lease, runs the source, notes how it fails, and starts it
 * again, each time waiting longer until it has worked.
 */
export class SourceRunner {
  readonly #options: Options;
  readonly #times: SourceRunnerTimes;

  static create(
    options: Options & { times?: Partial<SourceRunnerTimes> },
  ): SourceRunner {
    return new SourceRunner(options, { ...defaultTimes, ...options.times });
  }

  private constructor(options: Options, times: SourceRunnerTimes) {
    this.#options = options;
    this.#times = times;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { source, leases, owner, logger } = this.#options;
    while (!signal.aborted) {
      try {
        const lease = await leases.acquire(source.id, owner);
        if (lease) {
          await this.#hold(lease, signal);
        }
      } catch (error) {
        logger.warn(`Taking the lease of source '${source.id}' failed`, {
          error: String(error),
        });
      }
      await pause(this.#times.acquire, signal);
    }
  }

  /** Runs the source again and again while the lease is held. */
  async #hold(lease: Lease, stop: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stop, lost.signal]);
    const heartbeat = this.#beat(lease, lost, signal);
    const tries = { failed: 0 };
    while (!signal.aborted) {
      try {
        await this.#options.source.run({
          lease,
          signal,
          onAlive: () => {
            tries.failed = 0;
          },
        });
        if (!signal.aborted) {
          throw new Error('The source stopped observing');
        }
      } catch (error) {
        if (!signal.aborted) {
          tries.failed += 1;
          await this.#noteFailure(lease, error, tries.failed, signal);
        }
      }
    }
    lost.abort();
    await heartbeat;
    await this.#options.leases.release(lease).catch(() => {});
  }

  async #noteFailure(
    lease: Lease,
    error: unknown,
    failures: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { source, store, logger, onStatus } = this.#options;
    const wait = backOff(failures, this.#times);
    const message = error instanceof Error ? error.message : String(error);
    logger.warn(
      `Source '${source.id}' failed and is tried again in ${Math.round(
        wait / 1000,
      )} s: ${message}`,
    );
    await store
      .fail(lease, {
        state: isDenied(error) ? 'denied' : 'unreachable',
        message,
        nextTryAt: new Date(Date.now() + wait).toISOString(),
      })
      .catch(() => false);
    onStatus();
    await pause(wait, signal);
  }

  async #beat(lease: Lease, lost: AbortController, signal: AbortSignal) {
    const { leases, source, logger } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      await pause(this.#times.heartbeat, signal);
      if (signal.aborted) {
        return;
      }
      try {
        if (!(await leases.renew(lease))) {
          logger.warn(`Another replica took over source '${source.id}'`);
          lost.abort();
        }
        failures = 0;
      } catch (error) {
        failures += 1;
        // After three missed beats the lease may have run out: stop before somebody else starts.
        if (failures >= 3) {
          logger.warn(`The lease of source '${source.id}' cannot be renewed`, {
            error: String(error),
          });
          lost.abort();
        }
      }
    }
  }
}

function isDenied(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'NotAllowedError' || error.name === 'AuthenticationError')
  );
}

/** Doubles each time, with jitter so that many replicas and sources do not come back at once. */
export function backOff(failures: number, times: SourceRunnerTimes): number {
  const full = Math.min(
    times.longestBackOff,
    times.firstBackOff * 2 ** Math.min(failures - 1, 20),
  );
  return full / 2 + Math.random() * (full / 2);
}

async function pause(milliseconds: number, signal: AbortSignal) {
  await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => {});
}
