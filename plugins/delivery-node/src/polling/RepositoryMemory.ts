import { PipelineRun } from '@fairway/backstage-plugin-delivery-common';
import { ListedRun } from '../runs/ListedRun';
import { KnownRuns } from '../sources';

const FACTS_MS = 60 * 60 * 1000;

/** @public */
export interface RepositoryFacts {
  /** Absent for a repository without any commit. */
  defaultBranch?: string;
}

/**
 * What a source remembers of a repository between two looks, so that the next look asks only for what changed. An ETag is
 * kept only after everything it stands for was stored.
 *
 * @public
 */
export class RepositoryMemory<
  TRun,
  TFacts extends RepositoryFacts = RepositoryFacts,
> {
  readonly etags = new Map<string, string>();
  /** Newest commit of the default branch that is stored. */
  head: string | undefined;
  /** Where to go on into the past of the runs, and how many were read; undefined before it is known and when it is done. */
  history: { next: string; read: number } | undefined;
  /** Runs that were still going at the last look. */
  readonly #unfinished = new Map<string, ListedRun<TRun>>();
  /** Runs that are stored as unfinished and were not read since this memory began. */
  readonly #lost = new Map<string, PipelineRun>();
  /** Finished and resting runs that are stored, by id, with when they changed last. */
  readonly #stored = new Map<string, string>();
  #newest: ReadonlySet<string> | undefined;
  /** What changed last when the repository was seen first: what is not newer is past. */
  #pastUntil: string | undefined;
  #facts: { value: TFacts; readAt: number } | undefined;

  static create<
    TRun,
    TFacts extends RepositoryFacts = RepositoryFacts,
  >(): RepositoryMemory<TRun, TFacts> {
    return new RepositoryMemory();
  }

  private constructor() {}

  /** Takes down the first page of the list of runs, and where the past begins when the repository is seen first. */
  noteNewest(runs: ListedRun<TRun>[], next: string | undefined): void {
    if (!this.#newest && next !== undefined) {
      this.history = { next, read: runs.length };
    }
    if (next === undefined) {
      this.history = undefined;
    }
    this.#newest = new Set(runs.map(({ run }) => run.id));
    this.#pastUntil ??=
      runs
        .map(({ changedAt }) => changedAt)
        .sort()
        .at(-1) ?? '';
  }

  noteStored({ finished, unfinished }: KnownRuns): void {
    for (const [id, finishedAt] of finished) {
      this.#stored.set(id, finishedAt);
    }
    for (const run of unfinished) {
      if (!this.#unfinished.has(run.id)) {
        this.#lost.set(run.id, run);
      }
    }
  }

  noteObserved(listed: ListedRun<TRun>): void {
    const { id } = listed.run;
    this.forgetRun(id);
    if (listed.phase !== 'finished') {
      this.#unfinished.set(id, listed);
    }
    if (listed.phase !== 'moving') {
      this.#stored.set(id, listed.changedAt);
    }
  }

  forgetRun(id: string): void {
    this.#lost.delete(id);
    this.#unfinished.delete(id);
    this.#stored.delete(id);
  }

  /** True if the run is stored as it is and its jobs do not move. One that is run again changes later. */
  isStored({ run, phase, changedAt }: ListedRun<TRun>): boolean {
    return phase !== 'moving' && this.#stored.get(run.id) === changedAt;
  }

  /** True if the run was over before the repository was seen first, so that nobody waits for it. */
  isPast({ run, phase, changedAt }: ListedRun<TRun>): boolean {
    return (
      phase === 'finished' &&
      changedAt <= (this.#pastUntil ?? '') &&
      !this.#unfinished.has(run.id) &&
      !this.#lost.has(run.id)
    );
  }

  /** Unfinished runs that are on the first page of the list. */
  unfinishedListed(): ListedRun<TRun>[] {
    return [...this.#unfinished.values()].filter(({ run }) =>
      this.#newest?.has(run.id),
    );
  }

  /** Unfinished runs that are not, each in its turn. */
  nextUnlisted(count: number): PipelineRun[] {
    const followed = [...this.#unfinished.values()].map(({ run }) => run);
    return [...this.#lost.values(), ...followed]
      .filter(run => !this.#newest?.has(run.id))
      .slice(0, count);
  }

  /** Puts a run that was looked at behind the others that wait for their turn. */
  postpone(id: string): void {
    const listed = this.#unfinished.get(id);
    if (listed) {
      this.#unfinished.delete(id);
      this.#unfinished.set(id, listed);
    }
  }

  /** Keeps only so many finished runs in mind, the last ones noted. */
  forgetFinished(except: number): void {
    for (const id of [...this.#stored.keys()].slice(0, -except)) {
      this.#stored.delete(id);
    }
  }

  /**
   * What was read of the repository itself within the last hour. A repository that is still being set up, by default one
   * without a commit, is read again at every look.
   */
  async facts(
    read: () => Promise<TFacts>,
    isSetUp: (facts: TFacts) => boolean = facts =>
      facts.defaultBranch !== undefined,
  ): Promise<TFacts> {
    const known = this.#facts;
    const isKept = known && Date.now() - known.readAt < FACTS_MS;
    if (isKept && isSetUp(known.value)) {
      return known.value;
    }
    const value = await read();
    if (known && known.value.defaultBranch !== value.defaultBranch) {
      this.etags.clear();
      this.head = undefined;
    }
    this.#facts = { value, readAt: Date.now() };
    return value;
  }

  /** What was read of the repository last, if anything. */
  get knownFacts(): TFacts | undefined {
    return this.#facts?.value;
  }
}
