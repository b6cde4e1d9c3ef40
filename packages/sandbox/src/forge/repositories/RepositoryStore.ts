import { NotFoundError } from '@backstage/errors';
import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { repositoryKey } from '../storage/repositoryKey';
import { RepositoryRecord } from './records';

/** Keeps what is known of repositories beside their git data. */
export class RepositoryStore {
  readonly #records: DocumentCollection<RepositoryRecord>;

  constructor(store: DocumentStore) {
    this.#records = store.collection('forge-repositories');
  }

  find(owner: string, name: string): RepositoryRecord | undefined {
    return this.#records.get(repositoryKey(owner, name));
  }

  require(owner: string, name: string): RepositoryRecord {
    const record = this.find(owner, name);
    if (!record) {
      throw new NotFoundError(
        `No repository '${owner}/${name}'; the forge has: ${this.list()
          .map(known => `${known.owner}/${known.name}`)
          .join(', ')}`,
      );
    }
    return record;
  }

  /** In the order of their names. */
  list(owner?: string): RepositoryRecord[] {
    return this.#records
      .list(owner === undefined ? '' : `${owner.toLowerCase()}/`)
      .map(document => document.value);
  }

  put(record: RepositoryRecord): RepositoryRecord {
    this.#records.put(repositoryKey(record.owner, record.name), record);
    return record;
  }

  delete(record: RepositoryRecord): void {
    this.#records.delete(repositoryKey(record.owner, record.name));
  }
}
