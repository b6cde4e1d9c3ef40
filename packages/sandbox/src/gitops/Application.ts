import { z } from 'zod';
import { parseDuration } from '../cluster/analysis/parseDuration';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import {
  KustomizationOverrides,
  overridesSchema,
} from './kustomize/KustomizationOverrides';

const applicationSchema = z.looseObject({
  spec: z.looseObject({
    project: z.string().default('default'),
    source: z.looseObject({
      repoURL: z.string(),
      path: z.string().default('.'),
      targetRevision: z.string().default('HEAD'),
      kustomize: overridesSchema.optional(),
    }),
    destination: z.looseObject({
      server: z.string().default(''),
      namespace: z.string().optional(),
    }),
    syncPolicy: z
      .looseObject({
        automated: z
          .looseObject({
            prune: z.boolean().optional(),
            selfHeal: z.boolean().optional(),
          })
          .optional(),
        syncOptions: z.array(z.string()).optional(),
        managedNamespaceMetadata: z
          .looseObject({ labels: z.record(z.string(), z.string()).default({}) })
          .optional(),
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
  project: string;
  source: { repoURL: string; path: string; targetRevision: string };
  /** What the Application changes about the kustomization that it names. */
  overrides: KustomizationOverrides | undefined;
  destinationServer: string;
  destinationNamespace: string | undefined;
  automated: boolean;
  prune: boolean;
  selfHeal: boolean;
  createNamespace: boolean;
  /** Labels of the namespace that it creates. */
  namespaceLabels: Record<string, string>;
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
  const { automated, syncOptions, retry, managedNamespaceMetadata } =
    spec.syncPolicy ?? {};
  return {
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? 'argocd',
    project: spec.project,
    source: {
      repoURL: spec.source.repoURL,
      path: spec.source.path,
      targetRevision: spec.source.targetRevision,
    },
    overrides: spec.source.kustomize,
    destinationServer: spec.destination.server,
    destinationNamespace: spec.destination.namespace,
    automated: automated !== undefined,
    prune: automated?.prune ?? false,
    selfHeal: automated?.selfHeal ?? false,
    createNamespace: syncOptions?.includes('CreateNamespace=true') ?? false,
    namespaceLabels: managedNamespaceMetadata?.labels ?? {},
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
