import { PipelineRun } from '@fairway/backstage-plugin-delivery-common';
import { KnownRuns } from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { GithubRepository } from './GithubRepository';
import { WorkflowRun, repositorySchema } from './githubSchemas';
import { isFinished, pipelineRunOf } from './pipelineRunOf';

const DEFAULT_BRANCH_MS = 60 * 60 * 1000;

/**
 * What a source remembers of a repository between two looks, so that the next look asks only for what changed. An ETag is
 * kept only after everything it stands for was stored.
 */
export class RepositoryMemory {
  readonly etags = new Map<string, string>();
  /** Newest commit of the default branch that is stored. */
  head: string | undefined;
  /** Page of the list of runs with which to go on into the past; undefined when that is done. */
  historyPage: number | undefined = 2;
  /** Runs that were still going at the last look. */
  readonly #unfinished = new Map<string, WorkflowRun>();
  /** Runs that are stored as unfinished and were not read since this memory began. */
  readonly #lost = new Map<string, PipelineRun>();
  /** Finished runs that are stored, by id, with when they finished. */
  readonly #finished = new Map<string, string>();
  #newest = new Set<string>();
  /** What changed last when the repository was seen first: what is not newer is past. */
  #pastUntil: string | undefined;
  #defaultBranch: { name: string; readAt: number } | undefined;

  noteNewest(runs: WorkflowRun[]): void {
    this.#newest = new Set(runs.map(run => String(run.id)));
    this.#pastUntil ??=
      runs
        .map(run => run.updated_at)
        .sort()
        .at(-1) ?? '';
  }

  noteStored({ finished, unfinished }: KnownRuns): void {
    for (const [id, finishedAt] of finished) {
      this.#finished.set(id, finishedAt);
    }
    for (const run of unfinished) {
      if (!this.#unfinished.has(run.id)) {
        this.#lost.set(run.id, run);
      }
    }
  }

  noteObserved(run: WorkflowRun, finished: boolean): void {
    const id = String(run.id);
    this.forgetRun(id);
    if (finished) {
      this.#finished.set(id, run.updated_at);
    } else {
      this.#unfinished.set(id, run);
    }
  }

  forgetRun(id: string): void {
    this.#lost.delete(id);
    this.#unfinished.delete(id);
    this.#finished.delete(id);
  }

  /** True if the run finished and is stored as it is. One that is run again finishes later. */
  isStored(run: WorkflowRun): boolean {
    return (
      isFinished(run) && this.#finished.get(String(run.id)) === run.updated_at
    );
  }

  /** True if the run was over before the repository was seen first, so that nobody waits for it. */
  isPast(run: WorkflowRun): boolean {
    const id = String(run.id);
    return (
      isFinished(run) &&
      run.updated_at <= (this.#pastUntil ?? '') &&
      !this.#unfinished.has(id) &&
      !this.#lost.has(id)
    );
  }

  /** Unfinished runs that are on the first page of the list. */
  unfinishedListed(): WorkflowRun[] {
    return [...this.#unfinished.values()].filter(run =>
      this.#newest.has(String(run.id)),
    );
  }

  /** Unfinished runs that are not, each in its turn. */
  nextUnlisted(count: number): PipelineRun[] {
    const followed = [...this.#unfinished.values()].map(run =>
      pipelineRunOf(run, [], undefined),
    );
    return [...this.#lost.values(), ...followed]
      .filter(run => !this.#newest.has(run.id))
      .slice(0, count);
  }

  /** Keeps only so many finished runs in mind, the last ones noted. */
  forgetFinished(except: number): void {
    for (const id of [...this.#finished.keys()].slice(0, -except)) {
      this.#finished.delete(id);
    }
  }

  async defaultBranch(
    api: GithubApi,
    repository: GithubRepository,
    signal: AbortSignal,
  ): Promise<string> {
    const known = this.#defaultBranch;
    if (known && Date.now() - known.readAt < DEFAULT_BRANCH_MS) {
      return known.name;
    }
    const response = await api.getJson(
      repository,
      { segments: [], signal },
      repositorySchema,
    );
    const name = response.modified
      ? response.body.default_branch
      : known?.name ?? 'main';
    if (known && known.name !== name) {
      this.etags.clear();
      this.head = undefined;
    }
    this.#defaultBranch = { name, readAt: Date.now() };
    return name;
  }
}

/** The memories of all services; a service that left the catalog is forgotten. */
export class RepositoryMemories {
  readonly #memories = new Map<string, RepositoryMemory>();

  of(serviceRef: string, repository: GithubRepository): RepositoryMemory {
    const key = keyOf(serviceRef, repository);
    const known = this.#memories.get(key) ?? new RepositoryMemory();
    this.#memories.set(key, known);
    return known;
  }

  keepOnly(serviceRefs: Set<string>): void {
    for (const key of this.#memories.keys()) {
      if (!serviceRefs.has(key.split(' ')[0])) {
        this.#memories.delete(key);
      }
    }
  }
}

// A service that moved to another repository starts anew.
function keyOf(serviceRef: string, { host, owner, repo }: GithubRepository) {
  return `${serviceRef} ${host}/${owner}/${repo}`;
}
