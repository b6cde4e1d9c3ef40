import { z } from 'zod';
import { isObject, Json } from '../json/Json';
import { withoutUndefined } from '../json/parseJson';
import { StatusError } from '../StatusError';
import { KubernetesObject } from './KubernetesObject';

const texts = z.record(z.string(), z.string());

const metadataSchema = z
  .object({
    name: z.string().optional(),
    namespace: z.string().nullish(),
    uid: z.string().nullish(),
    resourceVersion: z.string().nullish(),
    generation: z.number().nullish(),
    creationTimestamp: z.string().nullish(),
    deletionTimestamp: z.string().nullish(),
    deletionGracePeriodSeconds: z.number().nullish(),
    generateName: z.string().nullish(),
    labels: texts.nullish(),
    annotations: texts.nullish(),
    finalizers: z.array(z.string()).nullish(),
    ownerReferences: z
      .array(
        z.object({
          apiVersion: z.string(),
          kind: z.string(),
          name: z.string(),
          uid: z.string(),
          controller: z.boolean().optional(),
          blockOwnerDeletion: z.boolean().optional(),
        }),
      )
      .nullish(),
    managedFields: z.array(z.json()).nullish(),
  })
  .default({});

const objectSchema = z.record(z.string(), z.json()).and(
  z.object({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: metadataSchema,
  }),
);

/** Checks that a value has the shape that every Kubernetes object has. */
export function parseKubernetesObject(value: Json): KubernetesObject {
  // A field that is undefined counts as absent everywhere else, too.
  const parsed = objectSchema.safeParse(
    isObject(value) ? withoutUndefined(value) : value,
  );
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw StatusError.badRequest(
      `The object is not valid: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  const { metadata, ...rest } = parsed.data;
  return {
    ...rest,
    apiVersion: parsed.data.apiVersion,
    kind: parsed.data.kind,
    metadata: {
      name: metadata.name ?? '',
      namespace: metadata.namespace ?? undefined,
      uid: metadata.uid ?? undefined,
      resourceVersion: metadata.resourceVersion ?? undefined,
      generation: metadata.generation ?? undefined,
      creationTimestamp: metadata.creationTimestamp ?? undefined,
      deletionTimestamp: metadata.deletionTimestamp ?? undefined,
      deletionGracePeriodSeconds:
        metadata.deletionGracePeriodSeconds ?? undefined,
      generateName: metadata.generateName ?? undefined,
      labels: metadata.labels ?? undefined,
      annotations: metadata.annotations ?? undefined,
      finalizers: metadata.finalizers ?? undefined,
      ownerReferences: metadata.ownerReferences ?? undefined,
      managedFields: metadata.managedFields ?? undefined,
    },
  };
}
