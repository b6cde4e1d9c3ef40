import { KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { allTypes } from '../ResourceTable';
import { ResourceType } from '../ResourceType';
import { Controller, ControllerContext } from './Controller';

interface Found {
  type: ResourceType;
  object: KubernetesObject;
}

/** Deletes what an owner leaves behind, and carries out foreground and orphaning deletion. Its keys are uids. */
export class GarbageCollector implements Controller {
  readonly name = 'garbage-collector';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    const owners = new Set<string>();
    for (const { object } of this.#all()) {
      for (const owner of object.metadata.ownerReferences ?? []) {
        owners.add(owner.uid);
      }
    }
    return [...owners];
  }

  keysFor(change: ObjectChange): string[] {
    const { uid, deletionTimestamp, ownerReferences } = change.object.metadata;
    const owners = (ownerReferences ?? []).map(owner => owner.uid);
    if (change.type === 'DELETED') {
      return [uid ?? '', ...owners];
    }
    if (deletionTimestamp) {
      return [uid ?? ''];
    }
    return change.type === 'ADDED' ? owners : [];
  }

  reconcile(uid: string): number | undefined {
    const everything = this.#all();
    const owner = everything.find(({ object }) => object.metadata.uid === uid);
    const dependents = everything.filter(({ object }) =>
      (object.metadata.ownerReferences ?? []).some(
        reference => reference.uid === uid,
      ),
    );
    if (!owner) {
      this.#delete(dependents);
      return undefined;
    }
    const finalizers = owner.object.metadata.finalizers ?? [];
    if (!owner.object.metadata.deletionTimestamp) {
      return undefined;
    }
    if (finalizers.includes('orphan')) {
      for (const { type, object } of dependents) {
        this.#context.api.modify(type, object, current => ({
          ...current,
          metadata: {
            ...current.metadata,
            ownerReferences: current.metadata.ownerReferences?.filter(
              reference => reference.uid !== uid,
            ),
          },
        }));
      }
      this.#finish(owner, 'orphan');
    }
    if (finalizers.includes('foregroundDeletion')) {
      this.#delete(dependents);
      if (dependents.length === 0) {
        this.#finish(owner, 'foregroundDeletion');
      }
    }
    return undefined;
  }

  #delete(found: Found[]): void {
    for (const { type, object } of found) {
      if (!object.metadata.deletionTimestamp) {
        this.#context.api.delete(
          type,
          object.metadata.namespace,
          object.metadata.name,
        );
      }
    }
  }

  #finish({ type, object }: Found, finalizer: string): void {
    this.#context.api.modify(type, object, current => ({
      ...current,
      metadata: {
        ...current.metadata,
        finalizers: current.metadata.finalizers?.filter(
          name => name !== finalizer,
        ),
      },
    }));
  }

  #all(): Found[] {
    return allTypes().flatMap(type =>
      this.#context.api.objects.list(type).map(object => ({ type, object })),
    );
  }
}
