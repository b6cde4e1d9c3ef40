import { DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';

/** Who may pass by a ruleset. */
export interface BypassActor {
  actor_id: number | null;
  actor_type: string;
  bypass_mode: 'always' | 'pull_request';
}

/** One rule as GitHub writes it. */
export interface RulesetRule {
  type: string;
  parameters?: Record<string, unknown>;
}

/** A ruleset as its author gave it, in GitHub's words. */
export interface RulesetRecord {
  id: number;
  owner: string;
  repo: string;
  name: string;
  target: 'branch' | 'tag' | 'push';
  enforcement: 'disabled' | 'active' | 'evaluate';
  bypassActors: BypassActor[];
  conditions: { ref_name: { include: string[]; exclude: string[] } };
  rules: RulesetRule[];
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

  update(
    ruleset: RulesetRecord,
    changes: Partial<
      Omit<RulesetRecord, 'id' | 'owner' | 'repo' | 'createdAt' | 'updatedAt'>
    >,
  ): RulesetRecord {
    return this.documents.put({
      ...ruleset,
      ...changes,
      updatedAt: new Date().toISOString(),
    });
  }
}
