import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string().optional(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

/** An object for the Kubernetes API. */
export type KubernetesObject = z.infer<typeof objectSchema>;

/** The objects of a YAML file with any number of documents; what is no object is left out. */
export function parseObjects(text: string): KubernetesObject[] {
  const documents = parseAllDocuments(text);
  return ('empty' in documents ? [] : documents).flatMap(document => {
    const object = objectSchema.safeParse(document.toJS());
    return object.success ? [object.data] : [];
  });
}

/** Names an object as kubectl does. */
export function describeObject({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}
