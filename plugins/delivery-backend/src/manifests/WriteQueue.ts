import { setTimeout as sleep } from 'node:timers/promises';
import { ManifestCommit } from '@fairway/backstage-plugin-delivery-node';
import { CrashPoint } from '../promotions/crashPoint';
import { GitMirror } from './GitMirror';

const MAX_BATCH = 32;
const MAX_TRIES = 12;

/** One change that waits to be written to a branch. */
export interface WriteJob {
  signal: AbortSignal;
  /** Looks for the effect of an earlier try. */
  find(tip: string): Promise<string | undefined>;
  /**
   * Makes the commit on top of a parent, or returns the parent's own commit when nothing has to change. `tip` is the
   * newest commit at the remote. Throws a verdict about the content.
   */
  commit(parent: string, tip: string): Promise<string | undefined>;
}

interface Waiting {
  job: WriteJob;
  resolve(commit: ManifestCommit): void;
  reject(error: unknown): void;
}

/**
 * The single writer of one branch. Changes that wait together become commits on top of each other and one push. A lost
 * race is noticed by comparing the remote branch, never by reading what git prints.
 */
export class WriteQueue {
  readonly #mirror: GitMirror;
  readonly #crashPoint: CrashPoint;
  readonly #waiting: Waiting[] = [];
  #busy = false;

  static create(options: {
    mirror: GitMirror;
    crashPoint: CrashPoint;
  }): WriteQueue {
    return new WriteQueue(options.mirror, options.crashPoint);
  }

  private constructor(mirror: GitMirror, crashPoint: CrashPoint) {
    this.#mirror = mirror;
    this.#crashPoint = crashPoint;
  }

  async write(job: WriteJob): Promise<ManifestCommit> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.splice(0, MAX_BATCH);
        try {
          await this.#writeAll(batch);
        } catch (error) {
          batch.forEach(({ reject }) => reject(error));
        }
      }
    } finally {
      this.#busy = false;
    }
  }

  async #writeAll(batch: Waiting[]): Promise<void> {
    const signal = whenAllAborted(batch.map(({ job }) => job.signal));
    let open = batch;
    let detail = '';
    for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
      const { branch, commit: tip } = await this.#mirror.refresh(signal);
      const prepared = await this.#prepare(open, tip);
      open = prepared.map(({ waiting }) => waiting);
      const head = prepared.at(-1)?.head;
      if (!head) {
        return;
      }
      if (head !== tip) {
        await this.#crashPoint('before-push');
        const result = await this.#mirror.push({
          branch,
          from: tip,
          to: head,
          signal,
        });
        await this.#crashPoint('after-push');
        detail = result.detail;
        if (!result.pushed) {
          const remote = await this.#mirror.remoteTip(branch, signal);
          if (remote === tip) {
            throw new Error(
              `The manifests repository refused the push to '${branch}': ${detail}`,
            );
          }
          if (remote !== head) {
            await sleep(Math.random() * 50 * 2 ** Math.min(attempt, 5));
            continue;
          }
        }
        await this.#mirror.advance(branch, head);
      }
      for (const { waiting, commit } of prepared) {
        waiting.resolve({ commit });
      }
      return;
    }
    throw new Error(
      `Lost ${MAX_TRIES} races for the branch of the manifests repository: ${detail}`,
    );
  }

  async #prepare(
    batch: Waiting[],
    tip: string,
  ): Promise<{ waiting: Waiting; commit: string; head: string }[]> {
    const prepared = [];
    let head = tip;
    for (const waiting of batch) {
      try {
        waiting.job.signal.throwIfAborted();
        const earlier = await waiting.job.find(tip);
        if (earlier) {
          waiting.resolve({ commit: earlier });
          continue;
        }
        const made = await waiting.job.commit(head, tip);
        if (made) {
          head = made;
        }
        prepared.push({ waiting, commit: made ?? head, head });
      } catch (error) {
        waiting.reject(error);
      }
    }
    return prepared;
  }
}

/** Work that several wait for ends only when none of them waits any more. */
function whenAllAborted(signals: AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  let left = signals.length;
  const onAbort = () => {
    left -= 1;
    if (left === 0) {
      controller.abort(new Error('Nobody waits for this write any more'));
    }
  };
  for (const signal of signals) {
    if (signal.aborted) {
      onAbort();
    } else {
      signal.addEventListener('abort', onAbort, { once: true });
    }
  }
  return controller.signal;
}
