import { InputError } from '@backstage/errors';
import { posix } from 'node:path';
import { hashJson } from '../../cluster/json/canonicalJson';
import { isObject, Json } from '../../cluster/json/Json';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { Kustomization } from './Kustomization';
import { ReadFile } from './renderOverlay';

type Generator = Kustomization['configMapGenerator'][number];

/** Adds generated ConfigMaps and Secrets, named after their content, and points references at the new names. */
export async function generateConfig(
  folder: string,
  kustomization: Kustomization,
  objects: KubernetesObject[],
  readFile: ReadFile,
): Promise<KubernetesObject[]> {
  const renamed = new Map<string, string>();
  const generated: KubernetesObject[] = [];
  for (const [kind, generators] of [
    ['ConfigMap', kustomization.configMapGenerator],
    ['Secret', kustomization.secretGenerator],
  ] as const) {
    for (const generator of generators) {
      const data = await dataOf(folder, generator, readFile);
      const keepsName =
        generator.options?.disableNameSuffixHash ??
        kustomization.generatorOptions?.disableNameSuffixHash ??
        false;
      const name = keepsName
        ? generator.name
        : `${generator.name}-${hashJson(data).slice(0, 10)}`;
      renamed.set(`${kind}/${generator.name}`, name);
      generated.push({
        apiVersion: 'v1',
        kind,
        metadata: {
          name,
          ...(generator.namespace && { namespace: generator.namespace }),
          labels: {
            ...kustomization.generatorOptions?.labels,
            ...generator.options?.labels,
          },
          annotations: {
            ...kustomization.generatorOptions?.annotations,
            ...generator.options?.annotations,
          },
        },
        ...(kind === 'Secret'
          ? { type: generator.type ?? 'Opaque', data: encoded(data) }
          : { data }),
      });
    }
  }
  if (generated.length === 0) {
    return objects;
  }
  return [
    ...objects.map(object =>
      parseKubernetesObject(renameReferences(object, renamed)),
    ),
    ...generated,
  ];
}

async function dataOf(
  folder: string,
  generator: Generator,
  readFile: ReadFile,
): Promise<Record<string, string>> {
  const data: Record<string, string> = {};
  for (const literal of generator.literals) {
    const [key, value] = splitPair(folder, literal);
    data[key] = value.replace(/^(["'])(.*)\1$/, '$2');
  }
  for (const entry of generator.files) {
    const [key, path] = entry.includes('=')
      ? splitPair(folder, entry)
      : [posix.basename(entry), entry];
    data[key] = await required(folder, path, readFile);
  }
  for (const path of generator.envs) {
    const text = await required(folder, path, readFile);
    for (const line of text.split('\n')) {
      if (line.trim() && !line.trim().startsWith('#')) {
        const [key, value] = splitPair(folder, line);
        data[key] = value;
      }
    }
  }
  return data;
}

async function required(
  folder: string,
  path: string,
  readFile: ReadFile,
): Promise<string> {
  const text = await readFile(posix.normalize(posix.join(folder, path)));
  if (text === undefined) {
    throw new InputError(`${folder}: the file '${path}' does not exist`);
  }
  return text;
}

function splitPair(folder: string, pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at <= 0) {
    throw new InputError(`${folder}: '${pair}' is not of the form key=value`);
  }
  return [pair.slice(0, at).trim(), pair.slice(at + 1)];
}

function encoded(data: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]),
  );
}

const REFERENCES: Record<string, { kind: string; field: string }> = {
  configMapRef: { kind: 'ConfigMap', field: 'name' },
  configMapKeyRef: { kind: 'ConfigMap', field: 'name' },
  configMap: { kind: 'ConfigMap', field: 'name' },
  secretRef: { kind: 'Secret', field: 'name' },
  secretKeyRef: { kind: 'Secret', field: 'name' },
  secret: { kind: 'Secret', field: 'secretName' },
};

// kustomize rewrites references in the types it knows and in those its configuration names; every object here.
function renameReferences(value: Json, renamed: Map<string, string>): Json {
  if (Array.isArray(value)) {
    return value.map(item => renameReferences(item, renamed));
  }
  if (!isObject(value)) {
    return value;
  }
  const result: Record<string, Json> = {};
  for (const [field, child] of Object.entries(value)) {
    if (child === undefined) {
      continue;
    }
    const reference = REFERENCES[field];
    const name =
      reference && isObject(child) ? child[reference.field] : undefined;
    const next =
      typeof name === 'string'
        ? renamed.get(`${reference.kind}/${name}`)
        : undefined;
    result[field] =
      next !== undefined && isObject(child)
        ? { ...child, [reference.field]: next }
        : renameReferences(child, renamed);
  }
  return result;
}
