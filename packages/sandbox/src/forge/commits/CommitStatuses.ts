import { DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';

export type CommitState = 'error' | 'failure' | 'pending' | 'success';

/** A status that some tool reported for a commit. */
export interface CommitStatusRecord {
  id: number;
  owner: string;
  repo: string;
  sha: string;
  state: CommitState;
  context: string;
  description?: string;
  targetUrl?: string;
  creator: string;
  createdAt: string;
}

/** Keeps commit statuses. */
export class CommitStatuses {
  readonly #documents: RepositoryDocuments<CommitStatusRecord>;
  readonly #sequences: Sequences;

  constructor(store: DocumentStore, sequences: Sequences) {
    this.#documents = new RepositoryDocuments(store, 'commit-statuses');
    this.#sequences = sequences;
  }

  add(
    status: Omit<CommitStatusRecord, 'id' | 'createdAt'>,
  ): CommitStatusRecord {
    return this.#documents.put({
      ...status,
      id: this.#sequences.next('commit-status'),
      createdAt: new Date().toISOString(),
    });
  }

  /** Newest first. */
  list(owner: string, repo: string, sha: string): CommitStatusRecord[] {
    return this.#documents
      .list(owner, repo)
      .filter(status => status.sha === sha)
      .reverse();
  }

  /** The newest status of each context. */
  latest(owner: string, repo: string, sha: string): CommitStatusRecord[] {
    const byContext = new Map<string, CommitStatusRecord>();
    for (const status of this.list(owner, repo, sha)) {
      if (!byContext.has(status.context)) {
        byContext.set(status.context, status);
      }
    }
    return [...byContext.values()];
  }

  deleteAll(owner: string, repo: string): void {
    this.#documents.deleteAll(owner, repo);
  }
}

/** GitHub's rule for the state of a commit as a whole. */
export function combinedState(
  statuses: readonly CommitStatusRecord[],
): 'failure' | 'pending' | 'success' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) {
    return 'failure';
  }
  return statuses.length > 0 && statuses.every(s => s.state === 'success')
    ? 'success'
    : 'pending';
}
