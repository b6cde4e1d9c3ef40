import { setTimeout as sleep } from 'node:timers/promises';
import { ManifestCommit } from '@fairway/backstage-plugin-delivery-node';
import { CrashPoint } from '../promotions/crashPoint';
import { GitMirror, MirrorTip } from './GitMirror';
import { Draft } from './draftScript';

/** Names the promotion of a commit for ever. */
export const PROMOTION_TRAILER = 'Fairway-Promotion';

const MAX_BATCH = 32;
const MAX_TRIES = 12;
/** A tip of this age is worth a try: if the remote moved on since, it refuses the push. */
const RECENT_MS = 2_000;

/** One change of one file that waits to be written to a branch. */
export interface WriteJob {
  signal: AbortSignal;
  file: string;
  /** Value of the trailer that names the change: the commit of an earlier try carries it, after `base`. */
  promotionId: string;
  base: string | undefined;
  message: string;
  author: Draft['author'];
  /** Throws a verdict if the branch is not as it must be. */
  check(tip: string): Promise<void>;
  /** The new text of the file. Throws a verdict about what it is now. */
  edit(text: string | undefined, tip: string): Promise<string> | string;
}

interface Waiting {
  job: WriteJob;
  resolve(commit: ManifestCommit): void;
  reject(error: unknown): void;
}

/** What becomes of a job on top of a tip. A commit is named by its draft's place, `-1` is the tip itself. */
type Outcome = { waiting: Waiting } & (
  | { is: 'found'; commit: string }
  | { is: 'refused'; error: unknown }
  | { is: 'unchanged' | 'drafted'; place: number }
);

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
    let detail = '';
    for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
      const recent = attempt === 0 ? await this.#recentTip() : undefined;
      const tip = recent ?? (await this.#mirror.refresh(signal));
      const { outcomes, drafts } = await this.#prepare(batch, tip.commit);
      // Only an accepted push proves that the tip was the newest; any other outcome needs the newest.
      if (recent && drafts.length < outcomes.length) {
        continue;
      }
      const pushed = await this.#push(tip, drafts, signal);
      if ('commits' in pushed) {
        outcomes.forEach(each => settle(each, tip.commit, pushed.commits));
        return;
      }
      detail = pushed.lost;
      await sleep(Math.random() * 50 * 2 ** Math.min(attempt, 5));
    }
    throw new Error(
      `Lost ${MAX_TRIES} races for the branch of the manifests repository: ${detail}`,
    );
  }

  async #recentTip(): Promise<MirrorTip | undefined> {
    const tip = await this.#mirror.tip();
    const recent = tip && Date.now() - tip.asOf.getTime() < RECENT_MS;
    return recent ? tip : undefined;
  }

  /** Works out what each job means on top of a tip, one after the other: two may change the same file. */
  async #prepare(
    batch: Waiting[],
    tip: string,
  ): Promise<{ outcomes: Outcome[]; drafts: Draft[] }> {
    const found = await this.#findEarlier(batch, tip);
    const open = batch.filter(({ job }) => !found.has(job.promotionId));
    const texts = await this.#readFiles(open, tip);
    const checks = await Promise.allSettled(
      batch.map(({ job }) => job.check(tip)),
    );
    const drafts: Draft[] = [];
    const outcomes: Outcome[] = [];
    for (const [index, waiting] of batch.entries()) {
      const { job } = waiting;
      const commit = found.get(job.promotionId);
      if (commit) {
        outcomes.push({ waiting, is: 'found', commit });
        continue;
      }
      try {
        job.signal.throwIfAborted();
        const check = checks[index];
        if (check.status === 'rejected') {
          throw check.reason;
        }
        const before = texts.get(job.file);
        const text = await job.edit(before, tip);
        if (text !== before) {
          texts.set(job.file, text);
          drafts.push({ ...job, text });
        }
        outcomes.push({
          waiting,
          is: text === before ? 'unchanged' : 'drafted',
          place: drafts.length - 1,
        });
      } catch (error) {
        outcomes.push({ waiting, is: 'refused', error });
      }
    }
    return { outcomes, drafts };
  }

  async #findEarlier(
    batch: Waiting[],
    tip: string,
  ): Promise<Map<string, string>> {
    return this.#mirror.objects.findTrailers(
      PROMOTION_TRAILER,
      batch.map(({ job }) => ({ value: job.promotionId, base: job.base })),
      tip,
    );
  }

  async #readFiles(
    batch: Waiting[],
    tip: string,
  ): Promise<Map<string, string | undefined>> {
    const files = [...new Set(batch.map(({ job }) => job.file))];
    const texts = await Promise.all(
      files.map(file => this.#mirror.objects.readFile(tip, file)),
    );
    return new Map(files.map((file, index) => [file, texts[index]]));
  }

  /** Makes the commits and moves the branch to the last one, unless somebody else moved it meanwhile. */
  async #push(
    tip: MirrorTip,
    drafts: Draft[],
    signal: AbortSignal,
  ): Promise<{ commits: string[] } | { lost: string }> {
    if (drafts.length === 0) {
      return { commits: [] };
    }
    await this.#crashPoint('before-commit');
    const commits = await this.#mirror.objects.commit(
      tip.commit,
      drafts,
      signal,
    );
    const head = commits[commits.length - 1];
    const { branch } = tip;
    await this.#crashPoint('before-push');
    const result = await this.#mirror.push({
      branch,
      from: tip.commit,
      to: head,
      signal,
    });
    await this.#crashPoint('after-push');
    if (!result.pushed) {
      const remote = await this.#mirror.remoteTip(branch, signal);
      if (remote === tip.commit) {
        throw new Error(
          `The manifests repository refused the push to '${branch}': ${result.detail}. See that the integration's token may push there`,
        );
      }
      if (remote !== head) {
        return { lost: result.detail };
      }
    }
    await this.#mirror.advance(branch, head);
    return { commits };
  }
}

function settle(outcome: Outcome, tip: string, commits: string[]) {
  const { waiting } = outcome;
  switch (outcome.is) {
    case 'found':
      waiting.resolve({ commit: outcome.commit });
      return;
    case 'refused':
      waiting.reject(outcome.error);
      return;
    default:
      waiting.resolve({ commit: commits[outcome.place] ?? tip });
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
