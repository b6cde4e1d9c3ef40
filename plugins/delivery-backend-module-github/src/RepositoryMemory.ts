import { GithubApi } from './GithubApi';
import { GithubRepository } from './GithubRepository';
import { WorkflowRun, repositorySchema } from './githubSchemas';

const DEFAULT_BRANCH_MS = 60 * 60 * 1000;

/**
 * What a source remembers of a repository between two looks, so that the next look asks only for what changed. An ETag is
 * kept only after everything it stands for was stored.
 */
export class RepositoryMemory {
  readonly etags = new Map<string, string>();
  /** Runs that were still going at the last look. */
  readonly unfinished = new Map<number, WorkflowRun>();
  /** Finished runs that are stored, by id, with the state they were stored in. */
  readonly finished = new Map<number, string>();
  /** Newest commit of the default branch that is stored. */
  head: string | undefined;
  #defaultBranch: { name: string; readAt: number } | undefined;

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
