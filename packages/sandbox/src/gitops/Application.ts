import { z } from 'zod';
import { parseDuration } from '../cluster/analysis/parseDuration';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';

const applicationSchema = z.looseObject({
  spec: z.looseObject({
    source: z.looseObject({
      repoURL: z.string(),
      path: z.string().default('.'),
      targetRevision: z.string().default('HEAD'),
    }),
    destination: z.looseObject({ namespace: z.string().optional() }),
    syncPolicy: z
      .looseObject({
        automated: z
          .looseObject({
            prune: z.boolean().optional(),
            selfHeal: z.boolean().optional(),
          })
          .optional(),
        syncOptions: z.array(z.string()).optional(),
        retry: z
          .looseObject({
            limit: z.number().int().default(5),
            backoff: z
              .looseObject({
                duration: z.string().default('5s'),
                factor: z.number().default(2),
                maxDuration: z.string().default('3m'),
              })
              .prefault({}),
          })
          .optional(),
      })
      .optional(),
  }),
  operation: z.looseObject({ sync: z.looseObject({}).optional() }).optional(),
});

/** An Argo CD Application, as far as the sandbox's controller acts on it. */
export interface Application {
  name: string;
  namespace: string;
  source: { repoURL: string; path: string; targetRevision: string };
  destinationNamespace: string | undefined;
  automated: boolean;
  prune: boolean;
  selfHeal: boolean;
  createNamespace: boolean;
  /** How often a failed sync is tried again, and after how many seconds. */
  retry: { limit: number; delay: (retries: number) => number };
  /** Somebody asked for a sync: by the `operation` field, as Argo CD's own API does. */
  syncRequested: boolean;
}

/** Reads an Application; undefined if its spec is not one. */
export function readApplication(
  object: KubernetesObject,
): Application | undefined {
  const result = applicationSchema.safeParse(object);
  if (!result.success) {
    return undefined;
  }
  const { spec, operation } = result.data;
  const { automated, syncOptions, retry } = spec.syncPolicy ?? {};
  return {
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? 'argocd',
    source: {
      repoURL: spec.source.repoURL,
      path: spec.source.path,
      targetRevision: spec.source.targetRevision,
    },
    destinationNamespace: spec.destination.namespace,
    automated: automated !== undefined,
    prune: automated?.prune ?? false,
    selfHeal: automated?.selfHeal ?? false,
    createNamespace: syncOptions?.includes('CreateNamespace=true') ?? false,
    retry: {
      limit: retry?.limit ?? 0,
      delay: retries =>
        retry
          ? Math.min(
              parseDuration(retry.backoff.duration) *
                retry.backoff.factor ** retries,
              parseDuration(retry.backoff.maxDuration),
            )
          : 0,
    },
    syncRequested: operation?.sync !== undefined,
  };
}
