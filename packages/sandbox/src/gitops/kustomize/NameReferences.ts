import { InputError } from '@backstage/errors';
import { posix } from 'node:path';
import { z } from 'zod';
import { isObject, Json, JsonObject } from '../../cluster/json/Json';
import { parseYamlDocuments } from '../../cluster/json/parseJson';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { Kustomization } from './Kustomization';
import { ReadFile } from './renderOverlay';

const fieldSchema = z.strictObject({
  path: z.string(),
  group: z.string().optional(),
  version: z.string().optional(),
  kind: z.string().optional(),
});
const configurationSchema = z.strictObject({
  nameReference: z
    .array(
      z.strictObject({
        kind: z.string(),
        group: z.string().optional(),
        version: z.string().optional(),
        fieldSpecs: z.array(fieldSchema),
      }),
    )
    .default([]),
});

/** A field of some kind of object that holds the name of another one. */
export interface NameReference {
  /** The kind that is named. */
  kind: string;
  field: z.infer<typeof fieldSchema>;
}

/** The references that the `configurations` of a kustomization add to those that kustomize knows itself. */
export async function readNameReferences(
  folder: string,
  { configurations }: Kustomization,
  readFile: ReadFile,
): Promise<NameReference[]> {
  const references: NameReference[] = [];
  for (const path of configurations) {
    const file = posix.normalize(posix.join(folder, path));
    const text = await readFile(file);
    if (text === undefined) {
      throw new InputError(
        `${folder}: the configuration '${path}' does not exist`,
      );
    }
    for (const document of parseYamlDocuments(text)) {
      const parsed = configurationSchema.safeParse(document);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new InputError(
          `${file}: ${issue.path.join('.') || 'configuration'}: ${
            issue.message
          }`,
        );
      }
      for (const { kind, fieldSpecs } of parsed.data.nameReference) {
        references.push(...fieldSpecs.map(field => ({ kind, field })));
      }
    }
  }
  return references;
}

/** An object with its references pointed at new names, which are known by kind and old name. */
export function withNewNames(
  object: KubernetesObject,
  references: NameReference[],
  renamed: ReadonlyMap<string, string>,
): JsonObject {
  let result: JsonObject = object;
  for (const { kind, field } of references) {
    if (isMeant(object, field)) {
      result = replaceAt(
        result,
        field.path.split('/'),
        name => renamed.get(`${kind}/${name}`) ?? name,
      );
    }
  }
  return result;
}

function isMeant(
  { apiVersion, kind }: KubernetesObject,
  field: NameReference['field'],
): boolean {
  const parts = apiVersion.split('/');
  return (
    (field.kind ?? kind) === kind &&
    [field.group, field.version].every(
      part => part === undefined || parts.includes(part),
    )
  );
}

/** A path leads through lists to each of their elements. */
function replaceAt(
  value: JsonObject,
  path: string[],
  replace: (name: string) => string,
): JsonObject {
  const [field, ...rest] = path;
  const child = value[field];
  return child === undefined
    ? value
    : { ...value, [field]: replaced(child, rest, replace) };
}

function replaced(
  value: Json,
  path: string[],
  replace: (name: string) => string,
): Json {
  if (Array.isArray(value)) {
    return value.map(element => replaced(element, path, replace));
  }
  if (path.length === 0) {
    return typeof value === 'string' ? replace(value) : value;
  }
  return isObject(value) ? replaceAt(value, path, replace) : value;
}
