import { DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';

/** What one app checks of one commit. */
export interface CheckSuiteRecord {
  id: number;
  owner: string;
  repo: string;
  headSha: string;
  /** Slug of the app. */
  app: string;
  createdAt: string;
}

/** Keeps the suites of apps. A workflow run is a suite of its own and has its number. */
export class CheckSuites {
  readonly #documents: RepositoryDocuments<CheckSuiteRecord>;
  readonly #sequences: Sequences;

  constructor(store: DocumentStore, sequences: Sequences) {
    this.#documents = new RepositoryDocuments(store, 'check-suites');
    this.#sequences = sequences;
  }

  /** The suite of an app for a commit, made when it is first asked for. */
  ensure(
    suite: Omit<CheckSuiteRecord, 'id' | 'createdAt'>,
  ): CheckSuiteRecord & { isNew: boolean } {
    const known = this.ofCommit(suite.owner, suite.repo, suite.headSha).find(
      ({ app }) => app === suite.app,
    );
    if (known) {
      return { ...known, isNew: false };
    }
    const created = this.#documents.put({
      ...suite,
      // Runs and suites share their numbers, so that one never hides the other.
      id: this.#sequences.next('workflow-run'),
      createdAt: new Date().toISOString(),
    });
    return { ...created, isNew: true };
  }

  findIn(owner: string, repo: string, id: number) {
    return this.#documents.findIn(owner, repo, id);
  }

  ofCommit(owner: string, repo: string, headSha: string): CheckSuiteRecord[] {
    return this.#documents
      .list(owner, repo)
      .filter(suite => suite.headSha === headSha);
  }

  deleteAll(owner: string, repo: string): void {
    this.#documents.deleteAll(owner, repo);
  }
}
