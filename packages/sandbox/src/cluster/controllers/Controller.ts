import { ImageStore } from '../../images/ImageStore';
import { SandboxClock } from '../../SandboxClock';
import { KubernetesApi } from '../KubernetesApi';
import { KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { EventRecorder } from './EventRecorder';

/** What every controller works with. */
export interface ControllerContext {
  api: KubernetesApi;
  clock: SandboxClock;
  images: ImageStore;
  events: EventRecorder;
}

/** A level-triggered loop: told which object may need work, it looks at everything and does the next step. */
export interface Controller {
  readonly name: string;
  /** The objects to look at when the loop starts. */
  allKeys(): string[];
  /** The objects to look at after a change. */
  keysFor(change: ObjectChange): string[];
  /** Does what is to be done now; returns after how many simulated seconds to look again. */
  reconcile(key: string): number | undefined;
}

/** The key of an object in a work queue. */
export function keyOf(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

export function splitKey(key: string): {
  namespace: string | undefined;
  name: string;
} {
  const slash = key.indexOf('/');
  return {
    namespace: slash > 0 ? key.slice(0, slash) : undefined,
    name: key.slice(slash + 1),
  };
}

/** The key of the owner of a certain kind, if the object has one. */
export function ownerKeys(object: KubernetesObject, kind: string): string[] {
  return (object.metadata.ownerReferences ?? [])
    .filter(owner => owner.kind === kind)
    .map(owner => `${object.metadata.namespace ?? ''}/${owner.name}`);
}

/** The earlier of two optional times to look again. */
export function sooner(
  left: number | undefined,
  right: number | undefined,
): number | undefined {
  if (left === undefined || right === undefined) {
    return left ?? right;
  }
  return Math.min(left, right);
}
