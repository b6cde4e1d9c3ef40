import { DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';

/** A webhook of a repository, or of a whole organisation: then `repo` is `*`. */
export interface WebhookRecord {
  id: number;
  owner: string;
  repo: string;
  url: string;
  contentType: 'json' | 'form';
  secret?: string;
  insecureSsl: '0' | '1';
  /** `*` stands for all. */
  events: string[];
  active: boolean;
  createdAt: string;
  updatedAt: string;
  lastResponse?: { code: number | undefined; message: string };
}

/** The `repo` of a hook that belongs to an organisation. */
export const WHOLE_ORGANIZATION = '*';

/** Keeps webhooks. */
export class WebhookStore {
  readonly #documents: RepositoryDocuments<WebhookRecord>;
  readonly #sequences: Sequences;

  constructor(store: DocumentStore, sequences: Sequences) {
    this.#documents = new RepositoryDocuments(store, 'webhooks');
    this.#sequences = sequences;
  }

  create(
    hook: Omit<WebhookRecord, 'id' | 'createdAt' | 'updatedAt'>,
  ): WebhookRecord {
    const now = new Date().toISOString();
    return this.put({
      ...hook,
      id: this.#sequences.next('webhook'),
      createdAt: now,
      updatedAt: now,
    });
  }

  put(hook: WebhookRecord): WebhookRecord {
    return this.#documents.put(hook);
  }

  find(owner: string, repo: string, id: number): WebhookRecord | undefined {
    return this.#documents.findIn(owner, repo, id);
  }

  list(owner: string, repo: string): WebhookRecord[] {
    return this.#documents.list(owner, repo);
  }

  delete(hook: WebhookRecord): void {
    this.#documents.delete(hook);
  }

  deleteAll(owner: string, repo: string): void {
    this.#documents.deleteAll(owner, repo);
  }
}
