import { DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { repositoryKey } from '../storage/repositoryKey';
import { Sequences } from '../storage/Sequences';

export interface IssueRecord {
  id: number;
  owner: string;
  repo: string;
  number: number;
  title: string;
  body?: string;
  state: 'open' | 'closed';
  author: string;
  createdAt: string;
  updatedAt: string;
  closedAt?: string;
}

/** A comment on an issue or pull request. */
export interface CommentRecord {
  id: number;
  owner: string;
  repo: string;
  /** Of the issue or pull request; they share their numbers. */
  number: number;
  body: string;
  author: string;
  createdAt: string;
  updatedAt: string;
}

export interface LabelRecord {
  id: number;
  owner: string;
  repo: string;
  name: string;
  color: string;
  description?: string;
  /** Issues and pull requests that carry it. */
  numbers: number[];
}

/** Keeps issues, comments and labels. */
export class Issues {
  readonly #issues: RepositoryDocuments<IssueRecord>;
  readonly #comments: RepositoryDocuments<CommentRecord>;
  readonly #labels: RepositoryDocuments<LabelRecord>;
  readonly #sequences: Sequences;

  constructor(store: DocumentStore, sequences: Sequences) {
    this.#issues = new RepositoryDocuments(store, 'issues');
    this.#comments = new RepositoryDocuments(store, 'issue-comments');
    this.#labels = new RepositoryDocuments(store, 'labels');
    this.#sequences = sequences;
  }

  create(
    issue: Pick<IssueRecord, 'owner' | 'repo' | 'title' | 'body' | 'author'>,
  ): IssueRecord {
    const now = new Date().toISOString();
    return this.put({
      ...issue,
      id: this.#sequences.next('issue'),
      number: this.#sequences.next(
        `issue:${repositoryKey(issue.owner, issue.repo)}`,
      ),
      state: 'open',
      createdAt: now,
      updatedAt: now,
    });
  }

  put(issue: IssueRecord): IssueRecord {
    return this.#issues.put(issue);
  }

  find(owner: string, repo: string, number: number): IssueRecord | undefined {
    return this.#issues
      .list(owner, repo)
      .find(issue => issue.number === number);
  }

  /** Newest first. */
  list(owner: string, repo: string): IssueRecord[] {
    return this.#issues.list(owner, repo).reverse();
  }

  addComment(
    comment: Omit<CommentRecord, 'id' | 'createdAt' | 'updatedAt'>,
  ): CommentRecord {
    const now = new Date().toISOString();
    return this.putComment({
      ...comment,
      id: this.#sequences.next('issue-comment'),
      createdAt: now,
      updatedAt: now,
    });
  }

  putComment(comment: CommentRecord): CommentRecord {
    return this.#comments.put(comment);
  }

  findComment(
    owner: string,
    repo: string,
    id: number,
  ): CommentRecord | undefined {
    return this.#comments.findIn(owner, repo, id);
  }

  /** Oldest first. */
  comments(owner: string, repo: string, number: number): CommentRecord[] {
    return this.#comments
      .list(owner, repo)
      .filter(comment => comment.number === number);
  }

  labels(owner: string, repo: string): LabelRecord[] {
    return this.#labels.list(owner, repo);
  }

  labelsOf(owner: string, repo: string, number: number): LabelRecord[] {
    return this.labels(owner, repo).filter(label =>
      label.numbers.includes(number),
    );
  }

  /** Makes the label if there is none of that name. */
  putLabel(
    label: Pick<LabelRecord, 'owner' | 'repo' | 'name'> & Partial<LabelRecord>,
  ): LabelRecord {
    const known = this.labels(label.owner, label.repo).find(
      other => other.name.toLowerCase() === label.name.toLowerCase(),
    );
    return this.#labels.put({
      ...(known ?? {
        id: this.#sequences.next('label'),
        color: 'ededed',
        numbers: [],
      }),
      ...label,
    });
  }

  deleteLabel(label: LabelRecord): void {
    this.#labels.delete(label);
  }

  deleteAll(owner: string, repo: string): void {
    this.#issues.deleteAll(owner, repo);
    this.#comments.deleteAll(owner, repo);
    this.#labels.deleteAll(owner, repo);
  }
}
