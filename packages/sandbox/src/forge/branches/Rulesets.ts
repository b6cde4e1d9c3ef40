import { DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';

/** A ruleset as its author gave it; the forge stores and returns it and enforces nothing. */
export interface RulesetRecord {
  id: number;
  owner: string;
  repo: string;
  name: string;
  target: 'branch' | 'tag' | 'push';
  enforcement: 'disabled' | 'active' | 'evaluate';
  bypassActors: Record<string, unknown>[];
  conditions: Record<string, unknown>;
  rules: Record<string, unknown>[];
  createdAt: string;
  updatedAt: string;
}

/** Keeps rulesets. */
export class Rulesets {
  readonly documents: RepositoryDocuments<RulesetRecord>;
  readonly #sequences: Sequences;

  constructor(store: DocumentStore, sequences: Sequences) {
    this.documents = new RepositoryDocuments(store, 'rulesets');
    this.#sequences = sequences;
  }

  create(
    ruleset: Omit<RulesetRecord, 'id' | 'createdAt' | 'updatedAt'>,
  ): RulesetRecord {
    const now = new Date().toISOString();
    return this.documents.put({
      ...ruleset,
      id: this.#sequences.next('ruleset'),
      createdAt: now,
      updatedAt: now,
    });
  }
}
