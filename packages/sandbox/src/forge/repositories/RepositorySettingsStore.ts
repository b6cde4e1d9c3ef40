import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { repositoryKey } from '../storage/repositoryKey';

/** Settings of a repository that are lists of small things. */
export interface RepositoryLists {
  /** Permission by login. */
  collaborators: Record<string, string>;
  /** Permission by team slug. */
  teams: Record<string, string>;
  subscribers: string[];
}

const empty: RepositoryLists = {
  collaborators: {},
  teams: {},
  subscribers: [],
};

/** Keeps collaborators, teams and subscribers. */
export class RepositorySettingsStore {
  readonly #lists: DocumentCollection<RepositoryLists>;

  constructor(store: DocumentStore) {
    this.#lists = store.collection('forge-repository-lists');
  }

  get(owner: string, repo: string): RepositoryLists {
    return this.#lists.get(repositoryKey(owner, repo)) ?? empty;
  }

  update(
    owner: string,
    repo: string,
    change: (lists: RepositoryLists) => RepositoryLists,
  ): RepositoryLists {
    const changed = change(this.get(owner, repo));
    this.#lists.put(repositoryKey(owner, repo), changed);
    return changed;
  }

  deleteAll(owner: string, repo: string): void {
    this.#lists.delete(repositoryKey(owner, repo));
  }
}
