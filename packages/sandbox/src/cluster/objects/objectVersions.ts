import { randomBytes, randomUUID } from 'node:crypto';
import { equalJson } from '../json/equalJson';
import { valueAt } from '../json/Json';
import { ResourceType } from '../ResourceType';
import { applyDefaults } from './applyDefaults';
import { formatTime, KubernetesObject } from './KubernetesObject';
import { validateObject } from './validateObject';

/** An object as the API server stores it the first time. */
export function newObject(
  type: ResourceType,
  object: KubernetesObject,
  now: Date,
): KubernetesObject {
  return applyDefaults({
    ...object,
    ...(type.statusSubresource ? { status: undefined } : {}),
    metadata: {
      ...object.metadata,
      uid: randomUUID(),
      creationTimestamp: formatTime(now),
      generation: 1,
      deletionTimestamp: undefined,
      deletionGracePeriodSeconds: undefined,
    },
  });
}

/** What an update makes of an object: what the server keeps stays, and a change of the spec raises the generation. */
export function nextObject(
  type: ResourceType,
  current: KubernetesObject,
  object: KubernetesObject,
): KubernetesObject {
  const candidate: KubernetesObject = {
    ...object,
    ...(type.statusSubresource ? { status: current.status } : {}),
    metadata: {
      ...object.metadata,
      name: current.metadata.name,
      namespace: current.metadata.namespace,
      uid: current.metadata.uid,
      creationTimestamp: current.metadata.creationTimestamp,
      deletionTimestamp: current.metadata.deletionTimestamp,
      deletionGracePeriodSeconds: current.metadata.deletionGracePeriodSeconds,
      generation: current.metadata.generation,
      generateName: current.metadata.generateName,
      resourceVersion: current.metadata.resourceVersion,
    },
  };
  validateObject(type, candidate, current);
  const { metadata: _before, status: _status, ...before } = current;
  const { metadata: _after, status: _next, ...after } = candidate;
  const changed =
    !equalJson(before, after) ||
    (!type.statusSubresource &&
      !equalJson(valueAt(current, 'status'), valueAt(candidate, 'status')));
  if (changed) {
    candidate.metadata.generation = (current.metadata.generation ?? 0) + 1;
  }
  return candidate;
}

/** An object as a backup holds it, with what it lacks filled in. */
export function restoredObject(
  object: KubernetesObject,
  now: Date,
): KubernetesObject {
  const defaulted = applyDefaults(object);
  return {
    ...defaulted,
    ...(object.status === undefined ? {} : { status: object.status }),
    metadata: {
      generation: 1,
      creationTimestamp: formatTime(now),
      uid: randomUUID(),
      ...withoutAbsent(defaulted.metadata),
    },
  };
}

/** What the server puts behind `generateName`. */
export function randomSuffix(): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  return [...randomBytes(5)]
    .map(byte => alphabet[byte % alphabet.length])
    .join('');
}

function withoutAbsent(
  metadata: KubernetesObject['metadata'],
): KubernetesObject['metadata'] {
  const present = { ...metadata };
  for (const [field, value] of Object.entries(present)) {
    if (value === undefined) {
      Reflect.deleteProperty(present, field);
    }
  }
  return present;
}
