import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { repositoryKey } from './repositoryKey';

/** What every record that belongs to a repository has. */
export interface OwnedRecord {
  id: number;
  owner: string;
  repo: string;
}

/** Records of one kind, found by their number alone or listed by repository, oldest first. */
export class RepositoryDocuments<T extends OwnedRecord> {
  readonly #documents: DocumentCollection<T>;
  readonly #keys: DocumentCollection<string>;

  constructor(store: DocumentStore, name: string) {
    this.#documents = store.collection(`forge-${name}`);
    this.#keys = store.collection(`forge-${name}-keys`);
  }

  put(record: T): T {
    const key = `${repositoryKey(record.owner, record.repo)}/${padded(
      record.id,
    )}`;
    this.#documents.put(key, record);
    this.#keys.put(padded(record.id), key);
    return record;
  }

  find(id: number): T | undefined {
    const key = this.#keys.get(padded(id));
    return key === undefined ? undefined : this.#documents.get(key);
  }

  /** Only when it belongs to that repository. */
  findIn(owner: string, repo: string, id: number): T | undefined {
    return Number.isSafeInteger(id)
      ? this.#documents.get(`${repositoryKey(owner, repo)}/${padded(id)}`)
      : undefined;
  }

  list(owner: string, repo: string): T[] {
    return this.#documents
      .list(`${repositoryKey(owner, repo)}/`)
      .map(document => document.value);
  }

  delete(record: T): void {
    const id = padded(record.id);
    this.#documents.delete(`${repositoryKey(record.owner, record.repo)}/${id}`);
    this.#keys.delete(id);
  }

  deleteAll(owner: string, repo: string): void {
    for (const record of this.list(owner, repo)) {
      this.delete(record);
    }
  }
}

function padded(id: number): string {
  return String(id).padStart(12, '0');
}
