import { clusterObjectOf } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { KustomizationObject } from './KustomizationObject';

const MAX_MESSAGE = 1_000;
const text = z.string().max(10_000).optional().catch(undefined);

// https://fluxcd.io/flux/components/kustomize/api/v1/
const kustomizationSchema = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).prefault({}),
  }),
  spec: z.object({ suspend: z.boolean().optional().catch(undefined) }),
  status: z
    .object({
      lastAppliedRevision: text,
      lastAttemptedRevision: text,
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.enum(['True', 'False', 'Unknown']),
            reason: z.string(),
            message: text,
            lastTransitionTime: text,
          }),
        )
        .optional()
        .catch(undefined),
    })
    .prefault({}),
});

/** Reads a Kustomization of Flux; undefined if it is none. */
export function readKustomization(
  input: unknown,
): KustomizationObject | undefined {
  const parsed = kustomizationSchema.safeParse(input);
  const base =
    input && typeof input === 'object' && 'metadata' in input
      ? clusterObjectOf(input.metadata)
      : undefined;
  if (!parsed.success || !base) {
    return undefined;
  }
  const { metadata, spec, status } = parsed.data;
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  return {
    ...base,
    name: metadata.name,
    check: metadata.labels['fairway.dev/check'],
    suspended: spec.suspend ?? false,
    appliedRevision: commitOf(status.lastAppliedRevision),
    attemptedRevision: commitOf(status.lastAttemptedRevision),
    ...(ready && {
      ready: {
        status: ready.status,
        reason: ready.reason,
        message: ready.message?.slice(0, MAX_MESSAGE),
        since: ready.lastTransitionTime,
      },
    }),
  };
}

/** Flux names a revision as `main@sha1:<commit>`; before 2.0 it was `main/<commit>`. */
function commitOf(revision: string | undefined): string | undefined {
  return revision?.match(/(?:sha1:|\/)([0-9a-f]{40})$/)?.[1];
}
