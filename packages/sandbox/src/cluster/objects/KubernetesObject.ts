import { Json } from '../json/Json';

export type OwnerReference = {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
};

export type ObjectMeta = {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  generateName?: string;
  labels?: { [label: string]: string };
  annotations?: { [annotation: string]: string };
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: Json[];
};

/** One object of the cluster. What the store hands out is frozen: copy before changing. */
export type KubernetesObject = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: Json | undefined;
};

/** The time format of the Kubernetes API: UTC, whole seconds. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export function ownerReferenceTo(owner: KubernetesObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function isControlledBy(
  object: KubernetesObject,
  owner: KubernetesObject,
): boolean {
  return (object.metadata.ownerReferences ?? []).some(
    reference =>
      reference.controller === true && reference.uid === owner.metadata.uid,
  );
}
