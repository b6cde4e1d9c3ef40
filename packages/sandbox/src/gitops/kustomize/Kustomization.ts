import { InputError } from '@backstage/errors';
import { z } from 'zod';

export const patchSchema = z.strictObject({
  patch: z.string().optional(),
  path: z.string().optional(),
  target: z
    .strictObject({
      group: z.string().optional(),
      version: z.string().optional(),
      kind: z.string().optional(),
      name: z.string().optional(),
      namespace: z.string().optional(),
      labelSelector: z.string().optional(),
    })
    .optional(),
  options: z.record(z.string(), z.boolean()).optional(),
});

const generatorSchema = z.strictObject({
  name: z.string(),
  namespace: z.string().optional(),
  literals: z.array(z.string()).default([]),
  files: z.array(z.string()).default([]),
  envs: z.array(z.string()).default([]),
  type: z.string().optional(),
  options: z
    .strictObject({
      disableNameSuffixHash: z.boolean().optional(),
      labels: z.record(z.string(), z.string()).optional(),
      annotations: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

const texts = z.record(z.string(), z.string());

const kustomizationSchema = z.strictObject({
  apiVersion: z.string().optional(),
  kind: z.enum(['Kustomization', 'Component']).optional(),
  metadata: z.looseObject({}).optional(),
  namespace: z.string().optional(),
  namePrefix: z.string().optional(),
  nameSuffix: z.string().optional(),
  resources: z.array(z.string()).nullish(),
  components: z.array(z.string()).nullish(),
  labels: z
    .array(
      z.strictObject({
        pairs: texts,
        includeSelectors: z.boolean().default(false),
        includeTemplates: z.boolean().default(false),
        fields: z
          .array(
            z.strictObject({
              path: z.string(),
              group: z.string().optional(),
              version: z.string().optional(),
              kind: z.string().optional(),
              create: z.boolean().default(false),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  commonLabels: texts.optional(),
  commonAnnotations: texts.optional(),
  images: z
    .array(
      z.strictObject({
        name: z.string(),
        newName: z.string().optional(),
        newTag: z.coerce.string().optional(),
        digest: z.string().optional(),
      }),
    )
    .default([]),
  replicas: z
    .array(z.strictObject({ name: z.string(), count: z.number().int() }))
    .default([]),
  configurations: z.array(z.string()).default([]),
  patches: z.array(patchSchema).default([]),
  patchesStrategicMerge: z.array(z.string()).default([]),
  configMapGenerator: z.array(generatorSchema).default([]),
  secretGenerator: z.array(generatorSchema).default([]),
  generatorOptions: z
    .strictObject({
      disableNameSuffixHash: z.boolean().optional(),
      labels: texts.optional(),
      annotations: texts.optional(),
    })
    .optional(),
});

/** A kustomization file, as far as the sandbox renders it. */
export type Kustomization = z.infer<typeof kustomizationSchema>;

/** One entry of `patches`. */
export type KustomizePatch = Kustomization['patches'][number];

/** Checks a kustomization; a field that is not rendered here is an error, never silently ignored. */
export function parseKustomization(
  path: string,
  value: unknown,
): Kustomization {
  const result = kustomizationSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(
      `${path}: ${issue.path.join('.') || 'kustomization'}: ${issue.message}`,
    );
  }
  return result.data;
}
