import { InputError } from '@backstage/errors';
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { canonicalJson } from '../../cluster/json/canonicalJson';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { Kustomization } from './Kustomization';
import { NameReference } from './NameReferences';
import { renameObjects } from './renameObjects';
import { ReadFile } from './renderOverlay';

type Generator = Kustomization['configMapGenerator'][number];

/** Marks what gets the hash of its content behind its name once everything is rendered. */
const NEEDS_HASH = 'internal.config.kubernetes.io/needsHashSuffix';

/** The letters that stand for digits and vowels in a name, so that no hash reads as a word or a number. */
const LETTERS: Record<string, string> = {
  '0': 'g',
  '1': 'h',
  '3': 'k',
  a: 'm',
  e: 't',
};

/** The ConfigMaps and Secrets that a kustomization generates. */
export async function generateConfig(
  folder: string,
  kustomization: Kustomization,
  readFile: ReadFile,
): Promise<KubernetesObject[]> {
  const { generatorOptions } = kustomization;
  const generated: KubernetesObject[] = [];
  for (const [kind, generators] of [
    ['ConfigMap', kustomization.configMapGenerator],
    ['Secret', kustomization.secretGenerator],
  ] as const) {
    for (const generator of generators) {
      const data = await dataOf(folder, generator, readFile);
      const keepsName =
        generator.options?.disableNameSuffixHash ??
        generatorOptions?.disableNameSuffixHash ??
        false;
      generated.push({
        apiVersion: 'v1',
        kind,
        metadata: {
          name: generator.name,
          namespace: generator.namespace,
          labels: { ...generatorOptions?.labels, ...generator.options?.labels },
          annotations: {
            ...generatorOptions?.annotations,
            ...generator.options?.annotations,
            ...(keepsName ? {} : { [NEEDS_HASH]: 'enabled' }),
          },
        },
        ...(kind === 'Secret'
          ? { type: generator.type ?? 'Opaque', data: encoded(data) }
          : { data }),
      });
    }
  }
  return generated;
}

/** Puts the hashes behind the names of what was generated; the last step of a rendering. */
export function withNameHashes(
  objects: KubernetesObject[],
  references: NameReference[],
): KubernetesObject[] {
  const needsHash = ({ metadata }: KubernetesObject) =>
    metadata.annotations?.[NEEDS_HASH] !== undefined;
  return renameObjects(objects, references, object =>
    needsHash(object)
      ? `${object.metadata.name}-${hashOf(object)}`
      : object.metadata.name,
  ).map(object => {
    if (!needsHash(object)) {
      return object;
    }
    const { [NEEDS_HASH]: _, ...annotations } =
      object.metadata.annotations ?? {};
    return { ...object, metadata: { ...object.metadata, annotations } };
  });
}

/** kustomize's own hash: of kind and content as Go writes them as JSON, with a name that is left empty. */
function hashOf({ kind, data, type }: KubernetesObject): string {
  const content = { kind, name: '', data: data ?? '', type };
  const text = canonicalJson(content).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 10)
    .replace(/[013ae]/g, digit => LETTERS[digit]);
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
