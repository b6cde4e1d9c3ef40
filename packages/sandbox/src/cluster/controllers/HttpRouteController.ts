import { objectsAt, textAt } from '../json/Json';
import { HTTP_ROUTE, SERVICE } from '../knownTypes';
import { KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { Condition, withConditions } from './conditions';
import { Controller, ControllerContext, keyOf, splitKey } from './Controller';

/** Stands in for a gateway: accepts every route, and says of a backend that is not there that it is not. */
export class HttpRouteController implements Controller {
  readonly name = 'httproute';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(HTTP_ROUTE).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case HTTP_ROUTE:
        return [keyOf(change.object)];
      case SERVICE:
        return this.#context.api.objects
          .list(HTTP_ROUTE, change.object.metadata.namespace)
          .map(keyOf);
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { api, clock } = this.#context;
    const { namespace, name } = splitKey(key);
    const route = api.find(HTTP_ROUTE, namespace, name);
    if (!route || route.metadata.deletionTimestamp) {
      return undefined;
    }
    const known = objectsAt(route, 'status', 'parents');
    const conditions: Condition[] = [
      {
        type: 'Accepted',
        status: 'True',
        reason: 'Accepted',
        message: 'Route is accepted',
      },
      this.#resolved(route),
    ];
    api.setStatus(HTTP_ROUTE, route, {
      parents: objectsAt(route, 'spec', 'parentRefs').map(
        (parentRef, index) => ({
          parentRef,
          controllerName: 'sandbox.fairway.dev/gateway',
          conditions: withConditions(
            { ...route, status: known[index] },
            conditions,
            clock.now(),
          ),
        }),
      ),
    });
    return undefined;
  }

  #resolved(route: KubernetesObject): Condition {
    const missing = objectsAt(route, 'spec', 'rules')
      .flatMap(rule => objectsAt(rule, 'backendRefs'))
      .map(backend => textAt(backend, 'name') ?? '')
      .find(
        name =>
          !this.#context.api.find(SERVICE, route.metadata.namespace, name),
      );
    return missing === undefined
      ? {
          type: 'ResolvedRefs',
          status: 'True',
          reason: 'ResolvedRefs',
          message: 'All references are resolved',
        }
      : {
          type: 'ResolvedRefs',
          status: 'False',
          reason: 'BackendNotFound',
          message: `Service ${missing} not found`,
        };
  }
}
