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
  stateReason?: 'completed' | 'not_planned' | 'duplicate' | 'reopened';
  author: string;
  /** Logins. */
  assignees?: string[];
  createdAt: string;
  updatedAt: string;
  closedAt?: string;
}

export type IssueChanges = Partial<
  Pick<IssueRecord, 'title' | 'body' | 'state' | 'stateReason' | 'assignees'>
>;

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
    issue: Pick<
      IssueRecord,
      'owner' | 'repo' | 'title' | 'body' | 'author' | 'assignees'
    >,
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

  update(issue: IssueRecord, changes: IssueChanges): IssueRecord {
    const now = new Date().toISOString();
    const updated = { ...issue, ...changes, updatedAt: now };
    const closed = updated.state === 'closed';
    return this.put({
      ...updated,
      stateReason:
        changes.stateReason ??
        (closed ? issue.stateReason ?? 'completed' : undefined),
      closedAt: closed ? issue.closedAt ?? now : undefined,
    });
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

  deleteComment(comment: CommentRecord): void {
    this.#comments.delete(comment);
  }

  /** Oldest first. */
  allComments(owner: string, repo: string): CommentRecord[] {
    return this.#comments.list(owner, repo);
  }

  /** Of one issue or pull request, oldest first. */
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

  /** Names of labels are the same in any case. */
  findLabel(
    owner: string,
    repo: string,
    name: string,
  ): LabelRecord | undefined {
    return this.labels(owner, repo).find(
      label => label.name.toLowerCase() === name.toLowerCase(),
    );
  }

  /** Makes the label if there is none of that name. */
  putLabel(
    label: Pick<LabelRecord, 'owner' | 'repo' | 'name'> & Partial<LabelRecord>,
  ): LabelRecord {
    const known = this.findLabel(label.owner, label.repo, label.name);
    return this.#labels.put({
      ...(known ?? {
        id: this.#sequences.next('label'),
        color: 'ededed',
        numbers: [],
      }),
      ...label,
    });
  }

  updateLabel(
    label: LabelRecord,
    changes: Partial<Pick<LabelRecord, 'name' | 'color' | 'description'>>,
  ): LabelRecord {
    return this.#labels.put({ ...label, ...changes });
  }

  /** Gives an issue or pull request exactly these labels; labels that do not exist yet are made. */
  setLabels(
    owner: string,
    repo: string,
    number: number,
    names: string[],
  ): void {
    const wanted = new Set(names.map(name => name.toLowerCase()));
    for (const label of this.labelsOf(owner, repo, number)) {
      if (!wanted.has(label.name.toLowerCase())) {
        this.#labels.put({
          ...label,
          numbers: label.numbers.filter(other => other !== number),
        });
      }
    }
    for (const name of names) {
      const label =
        this.findLabel(owner, repo, name) ??
        this.putLabel({ owner, repo, name });
      if (!label.numbers.includes(number)) {
        this.#labels.put({ ...label, numbers: [...label.numbers, number] });
      }
    }
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
