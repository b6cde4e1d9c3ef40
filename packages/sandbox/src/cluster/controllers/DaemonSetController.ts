import { numberAt, textAt, textsAt } from '../json/Json';
import { DAEMON_SET, NODE, POD } from '../knownTypes';
import { isControlledBy, KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { isPodReady } from '../pods/podPhase';
import {
  Controller,
  ControllerContext,
  keyOf,
  ownerKeys,
  splitKey,
} from './Controller';
import { podFromTemplate } from './podFromTemplate';
import { templateHash } from './replicaSets';

const REVISION = 'controller-revision-hash';

/** Keeps one pod on every node that the template selects, and replaces outdated ones within their unavailability. */
export class DaemonSetController implements Controller {
  readonly name = 'daemonset';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(DAEMON_SET).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case DAEMON_SET:
        return [keyOf(change.object)];
      case POD:
        return ownerKeys(change.object, 'DaemonSet');
      case NODE:
        return this.allKeys();
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { api } = this.#context;
    const { namespace, name } = splitKey(key);
    const set = api.find(DAEMON_SET, namespace, name);
    if (!set || set.metadata.deletionTimestamp) {
      return undefined;
    }
    const revision = templateHash(set);
    const nodes = this.#nodesFor(set);
    const pods = this.#podsOf(set);
    for (const node of nodes) {
      if (!pods.some(pod => nodeOf(pod) === node)) {
        api.create(
          POD,
          podFromTemplate(set, {
            labels: { [REVISION]: revision },
            spec: { nodeName: node },
          }),
        );
      }
    }
    const present = pods.filter(pod => !pod.metadata.deletionTimestamp);
    for (const pod of present) {
      if (!nodes.includes(nodeOf(pod))) {
        api.delete(POD, namespace, pod.metadata.name);
      }
    }
    this.#replaceOutdated(set, present, nodes, revision);
    this.#report(set, nodes, revision);
    return undefined;
  }

  #replaceOutdated(
    set: KubernetesObject,
    pods: KubernetesObject[],
    nodes: string[],
    revision: string,
  ): void {
    if (textAt(set, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
      return;
    }
    const most =
      numberAt(
        set,
        'spec',
        'updateStrategy',
        'rollingUpdate',
        'maxUnavailable',
      ) ?? 1;
    const outdated = pods.filter(pod => revisionOf(pod) !== revision);
    const unready = outdated.filter(pod => !isPodReady(pod));
    const spare = most - (nodes.length - pods.filter(isPodReady).length);
    const ready = outdated.filter(isPodReady).slice(0, Math.max(0, spare));
    for (const pod of [...unready, ...ready]) {
      this.#context.api.delete(POD, pod.metadata.namespace, pod.metadata.name);
    }
  }

  #report(set: KubernetesObject, nodes: string[], revision: string): void {
    const pods = this.#podsOf(set).filter(
      pod => !pod.metadata.deletionTimestamp,
    );
    const ready = pods.filter(isPodReady).length;
    this.#context.api.setStatus(DAEMON_SET, set, {
      observedGeneration: set.metadata.generation,
      desiredNumberScheduled: nodes.length,
      currentNumberScheduled: pods.length,
      updatedNumberScheduled: pods.filter(pod => revisionOf(pod) === revision)
        .length,
      numberMisscheduled: 0,
      numberReady: ready,
      numberAvailable: ready,
      ...(ready < nodes.length
        ? { numberUnavailable: nodes.length - ready }
        : {}),
    });
  }

  #nodesFor(set: KubernetesObject): string[] {
    const wanted = Object.entries(
      textsAt(set, 'spec', 'template', 'spec', 'nodeSelector'),
    );
    return this.#context.api.objects
      .list(NODE)
      .filter(({ metadata }) =>
        wanted.every(([label, value]) => metadata.labels?.[label] === value),
      )
      .map(({ metadata }) => metadata.name);
  }

  #podsOf(set: KubernetesObject): KubernetesObject[] {
    return this.#context.api.objects
      .list(POD, set.metadata.namespace)
      .filter(pod => isControlledBy(pod, set));
  }
}

function nodeOf(pod: KubernetesObject): string {
  return textAt(pod, 'spec', 'nodeName') ?? '';
}

function revisionOf(pod: KubernetesObject): string | undefined {
  return pod.metadata.labels?.[REVISION];
}
