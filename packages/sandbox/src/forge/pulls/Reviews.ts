import { DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';

export type ReviewState =
  | 'PENDING'
  | 'COMMENTED'
  | 'APPROVED'
  | 'CHANGES_REQUESTED'
  | 'DISMISSED';

/** What somebody says of a pull request as a whole. */
export interface ReviewRecord {
  id: number;
  owner: string;
  repo: string;
  /** Of the pull request. */
  number: number;
  author: string;
  state: ReviewState;
  body: string;
  /** The head that was reviewed. */
  commitSha: string;
  /** Nothing while pending. */
  submittedAt?: string;
}

/** Keeps reviews of pull requests. */
export class Reviews {
  readonly #documents: RepositoryDocuments<ReviewRecord>;
  readonly #sequences: Sequences;

  constructor(options: { store: DocumentStore; sequences: Sequences }) {
    this.#documents = new RepositoryDocuments(options.store, 'reviews');
    this.#sequences = options.sequences;
  }

  create(review: Omit<ReviewRecord, 'id'>): ReviewRecord {
    return this.put({ ...review, id: this.#sequences.next('review') });
  }

  put(review: ReviewRecord): ReviewRecord {
    return this.#documents.put(review);
  }

  find(owner: string, repo: string, id: number): ReviewRecord | undefined {
    return this.#documents.findIn(owner, repo, id);
  }

  /** Of one pull request, oldest first. */
  list(owner: string, repo: string, number: number): ReviewRecord[] {
    return this.#documents
      .list(owner, repo)
      .filter(review => review.number === number);
  }

  delete(review: ReviewRecord): void {
    this.#documents.delete(review);
  }

  deleteAll(owner: string, repo: string): void {
    this.#documents.deleteAll(owner, repo);
  }
}
