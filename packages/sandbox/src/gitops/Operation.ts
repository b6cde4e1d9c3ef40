import { z } from 'zod';
import { JsonObject } from '../cluster/json/Json';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { Application } from './Application';

const resourceResultSchema = z.object({
  group: z.string(),
  version: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  status: z.string().optional(),
  message: z.string().optional(),
  hookPhase: z.enum(['Running', 'Succeeded', 'Failed', 'Error']),
  syncPhase: z.string(),
  hookType: z.string().optional(),
});

/** One line of a sync's result, as Argo CD writes it. */
export type ResourceResult = z.infer<typeof resourceResultSchema>;

const operationSchema = z.object({
  phase: z.enum(['Running', 'Succeeded', 'Failed', 'Error', 'Terminating']),
  message: z.string().optional(),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  /** How often it was tried again. */
  retryCount: z.number().optional(),
  syncResult: z.object({
    revision: z.string(),
    resources: z.array(resourceResultSchema).default([]),
  }),
});

/** A sync, running or ended: `status.operationState` of an Application. */
export type Operation = z.infer<typeof operationSchema>;

/** Reads the operation that an Application's status holds. */
export function readOperation(
  application: KubernetesObject,
): Operation | undefined {
  const result = z
    .object({ status: z.object({ operationState: operationSchema }) })
    .safeParse(application);
  return result.success ? result.data.status.operationState : undefined;
}

/** The operation as Argo CD writes it, with what was asked for. */
export function operationState(
  operation: Operation,
  { source, retry, automated, createNamespace }: Application,
): JsonObject {
  return {
    operation: {
      initiatedBy: automated ? { automated } : {},
      retry: { limit: retry.limit },
      sync: {
        revision: operation.syncResult.revision,
        ...(createNamespace ? { syncOptions: ['CreateNamespace=true'] } : {}),
      },
    },
    phase: operation.phase,
    message: operation.message,
    startedAt: operation.startedAt,
    finishedAt: operation.finishedAt,
    retryCount: operation.retryCount,
    syncResult: {
      revision: operation.syncResult.revision,
      source: { ...source },
      resources: operation.syncResult.resources.map(resource => ({
        ...resource,
      })),
    },
  };
}
