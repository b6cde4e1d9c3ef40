import { createHash, generateKeyPairSync } from 'node:crypto';
import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { repositoryKey } from '../storage/repositoryKey';

interface Dated {
  createdAt: string;
  updatedAt: string;
}

export interface Variable extends Dated {
  name: string;
  value: string;
}

export interface Secret extends Dated {
  name: string;
}

/** Where variables and secrets hold: in a repository, or in one environment of it. */
export interface SettingsScope {
  owner: string;
  repo: string;
  environment?: string;
}

export interface ActionsPermissions {
  enabled: boolean;
  allowedActions: 'all' | 'local_only' | 'selected';
  selectedActions: {
    githubOwnedAllowed: boolean;
    verifiedAllowed: boolean;
    patternsAllowed: string[];
  };
  defaultWorkflowPermissions: 'read' | 'write';
  canApprovePullRequests: boolean;
  accessLevel: 'none' | 'organization' | 'enterprise' | 'user';
  /** Claims that the subject of a workflow's identity token is made of; none for GitHub's own. */
  subjectClaims?: string[];
}

const defaults: ActionsPermissions = {
  enabled: true,
  allowedActions: 'all',
  selectedActions: {
    githubOwnedAllowed: true,
    verifiedAllowed: false,
    patternsAllowed: [],
  },
  defaultWorkflowPermissions: 'read',
  canApprovePullRequests: false,
  accessLevel: 'none',
};

/** Keeps variables, the names of secrets and what workflows may do. */
export class ActionsSettings {
  readonly #variables: DocumentCollection<Variable>;
  readonly #secrets: DocumentCollection<Secret>;
  readonly #keys: DocumentCollection<string>;
  readonly #permissions: DocumentCollection<ActionsPermissions>;

  constructor(store: DocumentStore) {
    this.#variables = store.collection('forge-variables');
    this.#secrets = store.collection('forge-secrets');
    this.#keys = store.collection('forge-secret-keys');
    this.#permissions = store.collection('forge-actions-permissions');
  }

  variables(scope: SettingsScope): Variable[] {
    return valuesOf(this.#variables, scope);
  }

  findVariable(scope: SettingsScope, name: string): Variable | undefined {
    return this.#variables.get(keyOf(scope, name));
  }

  putVariable(scope: SettingsScope, name: string, value: string): Variable {
    const key = keyOf(scope, name);
    const variable = { ...dated(this.#variables.get(key)), name, value };
    this.#variables.put(key, variable);
    return variable;
  }

  deleteVariable(scope: SettingsScope, name: string): void {
    this.#variables.delete(keyOf(scope, name));
  }

  secrets(scope: SettingsScope): Secret[] {
    return valuesOf(this.#secrets, scope);
  }

  findSecret(scope: SettingsScope, name: string): Secret | undefined {
    return this.#secrets.get(keyOf(scope, name));
  }

  /** The value is thrown away: nothing in the sandbox may read it. */
  putSecret(scope: SettingsScope, name: string): void {
    const key = keyOf(scope, name);
    this.#secrets.put(key, { ...dated(this.#secrets.get(key)), name });
  }

  deleteSecret(scope: SettingsScope, name: string): void {
    this.#secrets.delete(keyOf(scope, name));
  }

  /** The Curve25519 key that secrets are sealed for; nobody needs the other half, because values are not kept. */
  publicKey(scope: SettingsScope): { key: string; keyId: string } {
    const name = keyOf(scope, 'key');
    const key = this.#keys.get(name) ?? newPublicKey();
    this.#keys.put(name, key);
    return { key, keyId: createHash('sha1').update(key).digest('hex') };
  }

  permissions(owner: string, repo: string): ActionsPermissions {
    return this.#permissions.get(repositoryKey(owner, repo)) ?? defaults;
  }

  setPermissions(
    owner: string,
    repo: string,
    changes: Partial<ActionsPermissions>,
  ): void {
    this.#permissions.put(repositoryKey(owner, repo), {
      ...this.permissions(owner, repo),
      ...changes,
    });
  }

  /** Of one environment. */
  deleteScope(scope: SettingsScope): void {
    this.#deleteBelow(keyOf(scope, ''));
  }

  deleteAll(owner: string, repo: string): void {
    this.#deleteBelow(`${repositoryKey(owner, repo)}/`);
    this.#permissions.delete(repositoryKey(owner, repo));
  }

  #deleteBelow(prefix: string): void {
    for (const collection of [this.#variables, this.#secrets, this.#keys]) {
      for (const { key } of collection.list(prefix)) {
        collection.delete(key);
      }
    }
  }
}

/** Names of environments may hold slashes, names of variables and secrets may not. */
function keyOf({ owner, repo, environment }: SettingsScope, name: string) {
  const scope =
    environment === undefined
      ? 'repository'
      : `environment/${encodeURIComponent(environment)}`;
  return `${repositoryKey(owner, repo)}/${scope}/${name}`;
}

function valuesOf<T>(
  collection: DocumentCollection<T>,
  scope: SettingsScope,
): T[] {
  return collection.list(keyOf(scope, '')).map(({ value }) => value);
}

function dated(known: Dated | undefined): Dated {
  const now = new Date().toISOString();
  return { createdAt: known?.createdAt ?? now, updatedAt: now };
}

function newPublicKey(): string {
  const { publicKey } = generateKeyPairSync('x25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('base64');
}
