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

const known = new Map<string, KubernetesObject[]>();

/** The objects of a YAML file with any number of documents; what is no object is left out. The same text is parsed once. */
export function parseObjects(text: string): KubernetesObject[] {
  const objects = known.get(text) ?? parse(text);
  known.set(text, objects);
  return objects;
}

function parse(text: string): KubernetesObject[] {
  const documents = parseAllDocuments(text);
  return ('empty' in documents ? [] : documents).flatMap(document =>
    toObject(document.toJS()),
  );
}

/** The value, if it is an object; else nothing. */
export function toObject(value: unknown): KubernetesObject[] {
  const object = objectSchema.safeParse(value);
  return object.success ? [object.data] : [];
}

/** Names an object as kubectl does. */
export function describeObject({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}
