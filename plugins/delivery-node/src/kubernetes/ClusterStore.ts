import { ClusterObject } from './WatchedResource';

const MAX_OWNERS = 5;

/** A service in an environment, by the labels of the objects. */
export type Place = { service: string; environment: string };

export function keyOf(place: Place): string {
  return `${place.service}\n${place.environment}`;
}

export function placeOf(key: string): Place {
  const [service, environment] = key.split('\n');
  return { service, environment };
}

/**
 * The trimmed objects of one cluster, found by the service and environment that they, or their owners, are labelled
 * with.
 */
export class ClusterStore<TObject extends ClusterObject> {
  readonly #objects = new Map<string, TObject>();
  readonly #byPlace = new Map<string, Set<string>>();
  readonly #byOwner = new Map<string, Set<string>>();

  get(uid: string): TObject | undefined {
    return this.#objects.get(uid);
  }

  /** Adds or replaces an object; returns the keys of the places that it concerns. */
  set(object: TObject): string[] {
    const before = this.delete(object.uid);
    this.#objects.set(object.uid, object);
    const own = ownKey(object);
    if (own) {
      addTo(this.#byPlace, own, object.uid);
    }
    if (object.ownerUid) {
      addTo(this.#byOwner, object.ownerUid, object.uid);
    }
    const after = this.#keyOf(object);
    return [...new Set([...before, ...(after ? [after] : [])])];
  }

  delete(uid: string): string[] {
    const object = this.#objects.get(uid);
    if (!object) {
      return [];
    }
    const key = this.#keyOf(object);
    this.#objects.delete(uid);
    const own = ownKey(object);
    if (own) {
      removeFrom(this.#byPlace, own, uid);
    }
    if (object.ownerUid) {
      removeFrom(this.#byOwner, object.ownerUid, uid);
    }
    return key ? [key] : [];
  }

  keys(): string[] {
    return [...this.#byPlace.keys()];
  }

  /** The labelled objects of a place and all that belongs to them. */
  objectsAt(key: string): TObject[] {
    const found = new Map<string, TObject>();
    const add = (uid: string, depth: number) => {
      const object = this.#objects.get(uid);
      if (!object || found.has(uid) || depth > MAX_OWNERS) {
        return;
      }
      found.set(uid, object);
      for (const owned of this.#byOwner.get(uid) ?? []) {
        add(owned, depth + 1);
      }
    };
    for (const uid of this.#byPlace.get(key) ?? []) {
      add(uid, 0);
    }
    return [...found.values()];
  }

  #keyOf(object: TObject): string | undefined {
    let current: TObject | undefined = object;
    for (let depth = 0; current && depth <= MAX_OWNERS; depth += 1) {
      const key = ownKey(current);
      if (key) {
        return key;
      }
      current = current.ownerUid
        ? this.#objects.get(current.ownerUid)
        : undefined;
    }
    return undefined;
  }
}

function ownKey(object: ClusterObject): string | undefined {
  return object.service && object.environment
    ? keyOf({ service: object.service, environment: object.environment })
    : undefined;
}

function addTo(index: Map<string, Set<string>>, key: string, uid: string) {
  const set = index.get(key) ?? new Set();
  set.add(uid);
  index.set(key, set);
}

function removeFrom(index: Map<string, Set<string>>, key: string, uid: string) {
  const set = index.get(key);
  set?.delete(uid);
  if (set?.size === 0) {
    index.delete(key);
  }
}
