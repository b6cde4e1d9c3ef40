import { createHash, generateKeyPairSync } from 'node:crypto';
import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { repositoryKey } from '../storage/repositoryKey';

interface Dated {
  createdAt: string;
  updatedAt: string;
}

/** Settings of a repository that are lists of small things. */
export interface RepositoryLists {
  /** Permission by login. */
  collaborators: Record<string, string>;
  /** Permission by team slug. */
  teams: Record<string, string>;
  variables: Record<string, Dated & { value: string }>;
  /** The values are thrown away: nothing in the sandbox may read them. */
  secrets: Record<string, Dated>;
  actionsAccess: string;
  subscribers: string[];
}

const empty: RepositoryLists = {
  collaborators: {},
  teams: {},
  variables: {},
  secrets: {},
  actionsAccess: 'none',
  subscribers: [],
};

/** Keeps collaborators, teams, variables and names of secrets. */
export class RepositorySettingsStore {
  readonly #lists: DocumentCollection<RepositoryLists>;
  readonly #keys: DocumentCollection<string>;

  constructor(store: DocumentStore) {
    this.#lists = store.collection('forge-repository-lists');
    this.#keys = store.collection('forge-secret-keys');
  }

  get(owner: string, repo: string): RepositoryLists {
    return this.#lists.get(repositoryKey(owner, repo)) ?? empty;
  }

  update(
    owner: string,
    repo: string,
    change: (lists: RepositoryLists) => RepositoryLists,
  ): RepositoryLists {
    const changed = change(this.get(owner, repo));
    this.#lists.put(repositoryKey(owner, repo), changed);
    return changed;
  }

  deleteAll(owner: string, repo: string): void {
    this.#lists.delete(repositoryKey(owner, repo));
    this.#keys.delete(repositoryKey(owner, repo));
  }

  /** The Curve25519 key that secrets are sealed for; nobody needs the other half, because values are not kept. */
  publicKey(owner: string, repo: string): { key: string; keyId: string } {
    const name = repositoryKey(owner, repo);
    const key = this.#keys.get(name) ?? newPublicKey();
    this.#keys.put(name, key);
    return { key, keyId: createHash('sha1').update(key).digest('hex') };
  }
}

function newPublicKey(): string {
  const { publicKey } = generateKeyPairSync('x25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('base64');
}
