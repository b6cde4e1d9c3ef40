import { clusterObjectOf } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { ApplicationObject } from './ApplicationObject';

const MAX_HOOKS = 50;
const MAX_FAILED = 5;
const MAX_MESSAGE = 290;
/** Hooks of other kinds (a ConfigMap, a ServiceAccount) check nothing. */
const RUNNING_KINDS = ['Job', 'Pod', 'Workflow'];

const text = z.string().max(10_000).optional().catch(undefined);

const syncResultSchema = z.object({
  revision: text,
  revisions: z.array(z.string()).optional().catch(undefined),
  resources: z
    .array(
      z.object({
        kind: z.string(),
        name: z.string(),
        status: text,
        hookType: text,
        hookPhase: text,
        message: text,
      }),
    )
    .nullish()
    .catch(undefined),
});

const applicationSchema = z.object({
  metadata: z.object({ namespace: z.string(), name: z.string() }),
  status: z
    .object({
      sync: z
        .object({
          status: text,
          revision: text,
          revisions: z.array(z.string()).optional().catch(undefined),
        })
        .optional()
        .catch(undefined),
      health: z
        .object({ status: text, message: text })
        .optional()
        .catch(undefined),
      conditions: z
        .array(z.object({ type: z.string(), message: z.string() }))
        .nullish()
        .catch(undefined),
      history: z
        .array(
          z.object({
            revision: text,
            revisions: z.array(z.string()).optional().catch(undefined),
          }),
        )
        .nullish()
        .catch(undefined),
      operationState: z
        .object({
          phase: z.string(),
          message: text,
          finishedAt: text,
          syncResult: syncResultSchema.optional().catch(undefined),
        })
        .optional()
        .catch(undefined),
    })
    .prefault({}),
});

/** Reads an Application of Argo CD; undefined if it is none. */
export function readApplication(input: unknown): ApplicationObject | undefined {
  const parsed = applicationSchema.safeParse(input);
  const base =
    input && typeof input === 'object' && 'metadata' in input
      ? clusterObjectOf(input.metadata)
      : undefined;
  if (!parsed.success || !base) {
    return undefined;
  }
  const { metadata, status } = parsed.data;
  const operation = status.operationState;
  const result = operation?.syncResult;
  const newest = status.history?.at(-1);
  return {
    ...base,
    namespace: metadata.namespace,
    name: metadata.name,
    sync: status.sync?.status,
    comparedRevision: status.sync?.revision ?? status.sync?.revisions?.[0],
    syncedRevision: newest?.revision ?? newest?.revisions?.[0],
    health: status.health?.status,
    healthMessage: status.health?.message && endOf(status.health.message),
    conditions: (status.conditions ?? []).map(({ type, message }) => ({
      type,
      message: endOf(message),
    })),
    ...(operation && {
      operation: {
        phase: operation.phase,
        message: operation.message && endOf(operation.message),
        finishedAt: operation.finishedAt,
        revision: result?.revision ?? result?.revisions?.[0],
        hooks: (result?.resources ?? [])
          .flatMap(({ kind, name, hookType, hookPhase, message }) =>
            hookType && hookPhase && RUNNING_KINDS.includes(kind)
              ? [{ name, phase: hookPhase, message }]
              : [],
          )
          .slice(0, MAX_HOOKS),
        failedResources: (result?.resources ?? [])
          .filter(({ status: applied }) => applied === 'SyncFailed')
          .slice(0, MAX_FAILED)
          .map(({ kind, name, message }) => ({
            kind,
            name,
            message: message && endOf(message),
          })),
      },
    }),
  };
}

/** Argo CD's messages are error chains: what is worth keeping of a long one is its end. */
function endOf(message: string): string {
  return message.length > MAX_MESSAGE
    ? `…${message.slice(-MAX_MESSAGE)}`
    : message;
}
