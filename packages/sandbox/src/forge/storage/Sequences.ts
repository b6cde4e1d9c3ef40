import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';

/** Hands out numbers that are never handed out again, also not after a restart. */
export class Sequences {
  readonly #last: DocumentCollection<number>;
  readonly #store: DocumentStore;

  constructor(store: DocumentStore) {
    this.#store = store;
    this.#last = store.collection('forge-sequences');
  }

  next(name: string): number {
    return this.#store.transaction(() => {
      const number = (this.#last.get(name) ?? 0) + 1;
      this.#last.put(name, number);
      return number;
    });
  }
}
