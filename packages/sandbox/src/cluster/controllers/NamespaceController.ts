import { NAMESPACE, SERVICE_ACCOUNT } from '../knownTypes';
import { ObjectChange } from '../objects/ObjectStore';
import { allTypes } from '../ResourceTable';
import { Controller, ControllerContext, keyOf, splitKey } from './Controller';

const LOOK_AGAIN = 1;

/** Gives every namespace its default service account, and empties one that is being deleted. */
export class NamespaceController implements Controller {
  readonly name = 'namespace';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(NAMESPACE).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    return change.resource === NAMESPACE ? [keyOf(change.object)] : [];
  }

  reconcile(key: string): number | undefined {
    const { api } = this.#context;
    const { name } = splitKey(key);
    const namespace = api.find(NAMESPACE, undefined, name);
    if (!namespace) {
      return undefined;
    }
    if (!namespace.metadata.deletionTimestamp) {
      if (!api.find(SERVICE_ACCOUNT, name, 'default')) {
        api.create(SERVICE_ACCOUNT, {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace: name },
        });
      }
      return undefined;
    }
    let left = 0;
    for (const type of allTypes().filter(candidate => candidate.namespaced)) {
      for (const object of api.objects.list(type, name)) {
        left += 1;
        if (!object.metadata.deletionTimestamp) {
          api.delete(type, name, object.metadata.name);
        }
      }
    }
    if (left > 0) {
      return LOOK_AGAIN;
    }
    api.objects.remove(NAMESPACE, namespace);
    return undefined;
  }
}
