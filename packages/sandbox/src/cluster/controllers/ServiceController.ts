import { JsonObject, objectsAt, textAt, textsAt, valueAt } from '../json/Json';
import { ENDPOINTS, POD, SERVICE } from '../knownTypes';
import {
  KubernetesObject,
  ownerReferenceTo,
} from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { isPodReady } from '../pods/podPhase';
import { matcherOf } from '../selectors/labelSelector';
import { Controller, ControllerContext, keyOf, splitKey } from './Controller';

/** Keeps the endpoints of services. */
export class ServiceController implements Controller {
  readonly name = 'service';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(SERVICE).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case SERVICE:
        return [keyOf(change.object)];
      case POD:
        return this.#context.api.objects
          .list(SERVICE, change.object.metadata.namespace)
          .filter(service => selects(service, change.object))
          .map(keyOf);
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { api } = this.#context;
    const { namespace, name } = splitKey(key);
    const service = api.find(SERVICE, namespace, name);
    if (!service || valueAt(service, 'spec', 'selector') === undefined) {
      return undefined;
    }
    if (textAt(service, 'spec', 'type') === 'LoadBalancer') {
      api.setStatus(SERVICE, service, {
        loadBalancer: { ingress: [{ ip: '127.0.0.1' }] },
      });
    }
    const pods = api.objects
      .list(POD, namespace)
      .filter(pod => selects(service, pod) && textAt(pod, 'status', 'podIP'));
    const ready = pods.filter(isPodReady).map(addressOf);
    const waiting = pods.filter(pod => !isPodReady(pod)).map(addressOf);
    const ports = objectsAt(service, 'spec', 'ports').map(port => ({
      ...(port.name === undefined ? {} : { name: port.name }),
      port: typeof port.targetPort === 'number' ? port.targetPort : port.port,
      protocol: port.protocol,
    }));
    const subsets =
      pods.length === 0
        ? []
        : [
            {
              ...(ready.length > 0 ? { addresses: ready } : {}),
              ...(waiting.length > 0 ? { notReadyAddresses: waiting } : {}),
              ports,
            },
          ];
    const known = api.find(ENDPOINTS, namespace, name);
    if (known) {
      api.update(ENDPOINTS, { ...known, subsets });
    } else {
      api.create(ENDPOINTS, {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: {
          name,
          namespace,
          labels: service.metadata.labels,
          ownerReferences: [ownerReferenceTo(service)],
        },
        subsets,
      });
    }
    return undefined;
  }
}

function selects(service: KubernetesObject, pod: KubernetesObject): boolean {
  const matchLabels = textsAt(service, 'spec', 'selector');
  return matcherOf({ matchLabels })(pod.metadata.labels);
}

function addressOf(pod: KubernetesObject): JsonObject {
  return {
    ip: textAt(pod, 'status', 'podIP'),
    nodeName: textAt(pod, 'spec', 'nodeName'),
    targetRef: {
      kind: 'Pod',
      name: pod.metadata.name,
      namespace: pod.metadata.namespace,
      uid: pod.metadata.uid,
    },
  };
}
