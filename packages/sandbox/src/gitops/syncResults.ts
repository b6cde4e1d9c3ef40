import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { Operation, ResourceResult } from './Operation';

/** The line that a sync's result has for one object. */
export function resultOf(
  object: KubernetesObject,
  syncPhase: string,
  rest: Pick<ResourceResult, 'hookPhase' | 'hookType' | 'message' | 'status'>,
): ResourceResult {
  const [group, version] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  return {
    group,
    version,
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    syncPhase,
    ...rest,
  };
}

/** Whether a sync's result has a line for an object in a phase. */
export function hasResult(
  operation: Operation,
  object: KubernetesObject,
  syncPhase: string,
): boolean {
  const own = resultOf(object, syncPhase, { hookPhase: 'Running' });
  return operation.syncResult.resources.some(known => isSame(known, own));
}

/** An operation with lines added or replaced. */
export function withResults(
  operation: Operation,
  results: ResourceResult[],
): Operation {
  return {
    ...operation,
    syncResult: {
      ...operation.syncResult,
      resources: [
        ...operation.syncResult.resources.filter(
          old => !results.some(next => isSame(old, next)),
        ),
        ...results,
      ],
    },
  };
}

function isSame(left: ResourceResult, right: ResourceResult): boolean {
  return (['kind', 'name', 'namespace', 'syncPhase'] as const).every(
    field => left[field] === right[field],
  );
}
