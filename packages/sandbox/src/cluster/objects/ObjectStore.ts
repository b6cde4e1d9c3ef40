import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { allTypes } from '../ResourceTable';
import { apiVersionOf, ResourceType } from '../ResourceType';
import { freezeJson } from './freezeJson';
import { KubernetesObject } from './KubernetesObject';

/** One change of one object. */
export interface ObjectChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: ResourceType;
  object: KubernetesObject;
  /** What the object was before. */
  previous: KubernetesObject | undefined;
  version: number;
}

const DEFAULT_WINDOW = 2000;

/** Versions skipped at each start, so that a version is never given twice even if the last write was lost. */
const VERSION_GAP = 1000;

/**
 * The cluster's memory: every object with its resource version, and a window of the latest changes. Reads are
 * answered from memory; the writes of one turn of the event loop are persisted together.
 */
export class ObjectStore {
  readonly #documents: DocumentStore;
  readonly #persisted: DocumentCollection<KubernetesObject>;
  readonly #versions: DocumentCollection<number>;
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #dirty = new Map<string, KubernetesObject | undefined>();
  readonly #listeners = new Set<(change: ObjectChange) => void>();
  readonly #window: number;
  #changes: ObjectChange[] = [];
  #version: number;
  #oldest: number;
  #flush: NodeJS.Immediate | undefined;

  static open(options: { store: DocumentStore; window?: number }): ObjectStore {
    return new ObjectStore(options.store, options.window ?? DEFAULT_WINDOW);
  }

  private constructor(documents: DocumentStore, window: number) {
    this.#documents = documents;
    this.#window = window;
    this.#persisted = documents.collection('cluster-objects');
    this.#versions = documents.collection('cluster-version');
    for (const type of allTypes()) {
      const prefix = `${apiVersionOf(type)}/${type.plural}//`;
      const objects = new Map<string, KubernetesObject>();
      for (const { key, value } of this.#persisted.list(prefix)) {
        objects.set(key.slice(prefix.length), freezeJson(value));
      }
      this.#objects.set(prefix, objects);
    }
    this.#version = (this.#versions.get('latest') ?? 0) + VERSION_GAP;
    this.#oldest = this.#version;
    this.#versions.put('latest', this.#version);
  }

  get version(): number {
    return this.#version;
  }

  get(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    return this.#of(type).get(`${namespace ?? ''}/${name}`);
  }

  list(type: ResourceType, namespace?: string): KubernetesObject[] {
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    return [...this.#of(type)]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  /** Every object of every type, in no order. */
  all(): KubernetesObject[] {
    return [...this.#objects.values()].flatMap(objects => [
      ...objects.values(),
    ]);
  }

  put(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const previous = this.#of(type).get(key);
    this.#version += 1;
    const stored = freezeJson(
      structuredClone({
        ...object,
        metadata: {
          ...object.metadata,
          resourceVersion: String(this.#version),
        },
      }),
    );
    this.#of(type).set(key, stored);
    this.#record({
      type: previous ? 'MODIFIED' : 'ADDED',
      resource: type,
      object: stored,
      previous,
      version: this.#version,
    });
    return stored;
  }

  remove(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const previous = this.#of(type).get(key);
    this.#of(type).delete(key);
    this.#version += 1;
    const last = freezeJson(
      structuredClone({
        ...object,
        metadata: {
          ...object.metadata,
          resourceVersion: String(this.#version),
        },
      }),
    );
    this.#record({
      type: 'DELETED',
      resource: type,
      object: last,
      previous,
      version: this.#version,
    });
    return last;
  }

  /** Changes of a type after a version, or `undefined` when the window no longer reaches back that far. */
  changesSince(
    type: ResourceType,
    version: number,
  ): ObjectChange[] | undefined {
    if (version < this.#oldest) {
      return undefined;
    }
    return this.#changes.filter(
      change => change.version > version && change.resource === type,
    );
  }

  /** The oldest version that a watch can start from. */
  get oldestVersion(): number {
    return this.#oldest;
  }

  /** Forgets the window of changes, as etcd's compaction does. */
  compact(): void {
    this.#changes = [];
    this.#oldest = this.#version;
  }

  subscribe(listener: (change: ObjectChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Writes what is still only in memory. */
  flush(): void {
    if (this.#flush) {
      clearImmediate(this.#flush);
      this.#flush = undefined;
    }
    if (this.#dirty.size === 0) {
      return;
    }
    this.#documents.transaction(() => {
      for (const [key, object] of this.#dirty) {
        if (object) {
          this.#persisted.put(key, object);
        } else {
          this.#persisted.delete(key);
        }
      }
      this.#versions.put('latest', this.#version);
    });
    this.#dirty.clear();
  }

  #of(type: ResourceType): Map<string, KubernetesObject> {
    const prefix = `${apiVersionOf(type)}/${type.plural}//`;
    const objects = this.#objects.get(prefix);
    if (!objects) {
      throw new Error(`The cluster stores no '${prefix}'`);
    }
    return objects;
  }

  #record(change: ObjectChange): void {
    const { metadata } = change.object;
    const type = change.resource;
    this.#dirty.set(
      `${apiVersionOf(type)}/${type.plural}//${metadata.namespace ?? ''}/${
        metadata.name
      }`,
      change.type === 'DELETED' ? undefined : change.object,
    );
    this.#flush ??= setImmediate(() => this.flush());
    this.#changes.push(change);
    if (this.#changes.length > this.#window * 2) {
      this.#changes = this.#changes.slice(-this.#window);
      this.#oldest = (this.#changes[0]?.version ?? this.#version + 1) - 1;
    }
    for (const listener of this.#listeners) {
      listener(change);
    }
  }
}
