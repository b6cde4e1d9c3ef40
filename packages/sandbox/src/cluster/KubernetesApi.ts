import { SandboxClock } from '../SandboxClock';
import { equalJson } from './json/equalJson';
import { Json } from './json/Json';
import { formatTime, KubernetesObject } from './objects/KubernetesObject';
import { ObjectStore } from './objects/ObjectStore';
import {
  newObject,
  nextObject,
  randomSuffix,
  restoredObject,
} from './objects/objectVersions';
import { validateObject } from './objects/validateObject';
import { NAMESPACE } from './knownTypes';
import { typeOfKind } from './ResourceTable';
import { apiVersionOf, qualifiedName, ResourceType } from './ResourceType';
import { StatusError } from './StatusError';

/** How the objects that an object owns are treated when it is deleted. */
export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan';

/** Which part of an object a write may change. */
export type WriteScope = 'main' | 'status';

/**
 * What an API server does around its store: defaults, validation, generations, conflicts, finalizers. The HTTP
 * interface, the controllers and the GitOps controller all write through it. All of it is synchronous, so a
 * caller that reads and writes in one go can never meet a conflict.
 */
export class KubernetesApi {
  readonly objects: ObjectStore;
  readonly #clock: SandboxClock;
  readonly #store: Pick<ObjectStore, 'put' | 'remove'>;

  static create(options: {
    objects: ObjectStore;
    clock: SandboxClock;
  }): KubernetesApi {
    const { objects, clock } = options;
    return new KubernetesApi(objects, clock, objects);
  }

  private constructor(
    objects: ObjectStore,
    clock: SandboxClock,
    store: Pick<ObjectStore, 'put' | 'remove'>,
  ) {
    this.objects = objects;
    this.#clock = clock;
    this.#store = store;
  }

  /** An API that checks every write and answers as if it were done, and stores nothing. */
  dryRun(): KubernetesApi {
    return new KubernetesApi(this.objects, this.#clock, {
      put: (_, object) => object,
      remove: (_, object) => object,
    });
  }

  find(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    return this.objects.get(
      type,
      type.namespaced ? namespace : undefined,
      name,
    );
  }

  get(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject {
    const found = this.find(type, namespace, name);
    if (!found) {
      throw StatusError.notFound(qualifiedName(type), name);
    }
    return found;
  }

  create(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const metadata = { ...object.metadata };
    if (metadata.name === '' && metadata.generateName) {
      metadata.name = metadata.generateName + randomSuffix();
    }
    this.#checkType(type, object);
    if (type.namespaced) {
      metadata.namespace ??= 'default';
      const namespace = this.find(NAMESPACE, undefined, metadata.namespace);
      if (!namespace) {
        throw StatusError.notFound('namespaces', metadata.namespace);
      }
      if (namespace.metadata.deletionTimestamp) {
        throw new StatusError({
          code: 403,
          reason: 'Forbidden',
          message: `${qualifiedName(type)} "${
            metadata.name
          }" is forbidden: unable to create new content in namespace ${
            metadata.namespace
          } because it is being terminated`,
        });
      }
    } else {
      delete metadata.namespace;
    }
    const candidate = newObject(
      type,
      { ...object, metadata },
      this.#clock.now(),
    );
    validateObject(type, candidate);
    if (this.find(type, metadata.namespace, metadata.name)) {
      throw StatusError.alreadyExists(qualifiedName(type), metadata.name);
    }
    return this.#store.put(type, candidate);
  }

  /** Replaces an object; with a resource version only if it is still the current one. */
  update(
    type: ResourceType,
    object: KubernetesObject,
    scope: WriteScope = 'main',
  ): KubernetesObject {
    const { name, namespace, resourceVersion, uid } = object.metadata;
    const current = this.get(type, namespace, name);
    this.#checkType(type, object);
    if (uid && uid !== current.metadata.uid) {
      throw StatusError.conflict(
        qualifiedName(type),
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
      );
    }
    if (
      resourceVersion &&
      resourceVersion !== current.metadata.resourceVersion
    ) {
      throw StatusError.conflict(
        qualifiedName(type),
        name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
    const next =
      scope === 'status'
        ? { ...current, status: object.status }
        : nextObject(type, current, object);
    if (equalJson(next, current)) {
      return current;
    }
    if (
      next.metadata.deletionTimestamp &&
      (next.metadata.finalizers ?? []).length === 0 &&
      type.kind !== 'Pod' &&
      type.kind !== 'Namespace'
    ) {
      return this.#store.remove(type, next);
    }
    return this.#store.put(type, next);
  }

  /** Reads, changes and writes one object; does nothing when it is gone. */
  modify(
    type: ResourceType,
    object: KubernetesObject,
    change: (current: KubernetesObject) => KubernetesObject,
    scope: WriteScope = 'main',
  ): KubernetesObject | undefined {
    const { name, namespace } = object.metadata;
    const current = this.find(type, namespace, name);
    return current && this.update(type, change(current), scope);
  }

  setStatus(
    type: ResourceType,
    object: KubernetesObject,
    status: Json,
  ): KubernetesObject | undefined {
    return this.modify(
      type,
      object,
      current => ({ ...current, status }),
      type.statusSubresource ? 'status' : 'main',
    );
  }

  delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options: {
      propagationPolicy?: PropagationPolicy;
      gracePeriodSeconds?: number;
    } = {},
  ): KubernetesObject {
    const current = this.get(type, namespace, name);
    const finalizers = new Set(current.metadata.finalizers ?? []);
    if (options.propagationPolicy === 'Foreground') {
      finalizers.add('foregroundDeletion');
    }
    if (options.propagationPolicy === 'Orphan') {
      finalizers.add('orphan');
    }
    const lingers =
      finalizers.size > 0 ||
      type.kind === 'Namespace' ||
      (type.kind === 'Pod' && options.gracePeriodSeconds !== 0);
    if (!lingers) {
      return this.#store.remove(type, current);
    }
    if (current.metadata.deletionTimestamp) {
      return current;
    }
    return this.#store.put(type, {
      ...current,
      metadata: {
        ...current.metadata,
        finalizers: finalizers.size > 0 ? [...finalizers] : undefined,
        deletionTimestamp: formatTime(this.#clock.now()),
        deletionGracePeriodSeconds:
          type.kind === 'Pod' ? options.gracePeriodSeconds ?? 30 : 0,
        generation: (current.metadata.generation ?? 0) + 1,
      },
      ...(type.kind === 'Namespace'
        ? { status: { phase: 'Terminating' } }
        : {}),
    });
  }

  /**
   * Puts an object in as it is, with its status, times and owner, as restoring a backup does. The namespace is
   * created when it is missing.
   */
  restore(object: KubernetesObject): KubernetesObject {
    const type = typeOfKind(object.apiVersion, object.kind);
    if (!type) {
      throw StatusError.badRequest(
        `no matches for kind "${object.kind}" in version "${object.apiVersion}"`,
      );
    }
    const { namespace } = object.metadata;
    if (namespace) {
      this.ensureNamespace(namespace);
    }
    return this.#store.put(type, restoredObject(object, this.#clock.now()));
  }

  ensureNamespace(
    name: string,
    labels?: Record<string, string>,
  ): KubernetesObject {
    return (
      this.find(NAMESPACE, undefined, name) ??
      this.create(NAMESPACE, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels },
      })
    );
  }

  #checkType(type: ResourceType, object: KubernetesObject): void {
    const expected = apiVersionOf(type);
    if (object.apiVersion !== expected || object.kind !== type.kind) {
      throw StatusError.badRequest(
        `${object.kind} in version "${object.apiVersion}" cannot be handled as a ${type.kind}: the API expects ${expected}, Kind=${type.kind}`,
      );
    }
  }
}
