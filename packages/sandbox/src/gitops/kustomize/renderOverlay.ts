import { InputError, NotFoundError } from '@backstage/errors';
import { posix } from 'node:path';
import { parseYamlDocuments } from '../../cluster/json/parseJson';
import { isObject } from '../../cluster/json/Json';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { applyPatches } from './applyPatches';
import { generateConfig, withNameHashes } from './generateConfig';
import { Kustomization, parseKustomization } from './Kustomization';
import {
  KustomizationOverrides,
  withOverrides,
} from './KustomizationOverrides';
import { NameReference, readNameReferences } from './NameReferences';
import { transformObjects } from './transformObjects';

/** Reads one file of the repository at the revision that is rendered. */
export type ReadFile = (path: string) => Promise<string | undefined>;

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const MAX_DEPTH = 10;

/**
 * What `kustomize build <folder>` would print, after `kustomize edit` made the overrides if there are some; throws with the
 * file and the reason if it would fail.
 */
export async function renderOverlay(
  folder: string,
  readFile: ReadFile,
  overrides: KustomizationOverrides = {},
): Promise<KubernetesObject[]> {
  const found = await findKustomization(folder, readFile);
  if (!found) {
    throw new NotFoundError(
      `${folder}: app path does not exist or has no kustomization.yaml`,
    );
  }
  const references: NameReference[] = [];
  const context = { readFile, depth: 0, objects: [], references };
  return withNameHashes(
    await renderFolder(folder, withOverrides(found, overrides), context),
    references,
  );
}

interface RenderContext {
  readFile: ReadFile;
  depth: number;
  /** What a component starts from. */
  objects: KubernetesObject[];
  /** Every kustomization adds its own; those that use it know them, too. */
  references: NameReference[];
}

async function renderFolder(
  folder: string,
  kustomization: Kustomization,
  context: RenderContext,
): Promise<KubernetesObject[]> {
  if (context.depth > MAX_DEPTH) {
    throw new InputError(`${folder}: kustomizations are nested too deeply`);
  }
  const { readFile, references } = context;
  references.push(
    ...(await readNameReferences(folder, kustomization, readFile)),
  );
  let objects = [...context.objects];
  for (const resource of kustomization.resources ?? []) {
    objects.push(
      ...(await renderResource(folder, resource, { ...context, objects: [] })),
    );
  }
  objects.push(...(await generateConfig(folder, kustomization, readFile)));
  requireUnique(folder, objects);
  for (const component of kustomization.components ?? []) {
    const path = resolve(folder, component);
    const found = await findKustomization(path, readFile);
    if (!found) {
      throw new NotFoundError(`${folder}: component '${component}' not found`);
    }
    objects = await renderFolder(path, found, {
      readFile,
      depth: context.depth + 1,
      objects,
      references,
    });
  }
  objects = await applyPatches(folder, kustomization, objects, readFile);
  return transformObjects(folder, kustomization, objects, references);
}

async function renderResource(
  folder: string,
  resource: string,
  context: RenderContext,
): Promise<KubernetesObject[]> {
  if (/^[a-z]+:\/\//.test(resource)) {
    throw new InputError(
      `${folder}: the remote resource '${resource}' is not supported here`,
    );
  }
  const path = resolve(folder, resource);
  const nested = await findKustomization(path, context.readFile);
  if (nested) {
    return renderFolder(path, nested, {
      ...context,
      depth: context.depth + 1,
    });
  }
  const text = await context.readFile(path);
  if (text === undefined) {
    throw new NotFoundError(
      `${folder}: accumulating resources: '${resource}' does not exist`,
    );
  }
  return parseYamlDocuments(text)
    .filter(isObject)
    .map(document => parseKubernetesObject(document));
}

async function findKustomization(
  folder: string,
  readFile: ReadFile,
): Promise<Kustomization | undefined> {
  for (const name of FILE_NAMES) {
    const path = posix.join(folder, name);
    const text = await readFile(path);
    if (text !== undefined) {
      const [document] = parseYamlDocuments(text);
      return parseKustomization(path, document);
    }
  }
  return undefined;
}

function resolve(folder: string, reference: string): string {
  const path = posix.normalize(posix.join(folder, reference));
  if (path === '..' || path.startsWith('../')) {
    throw new InputError(`${folder}: '${reference}' is outside the repository`);
  }
  return path;
}

function requireUnique(folder: string, objects: KubernetesObject[]): void {
  const seen = new Set<string>();
  for (const { apiVersion, kind, metadata } of objects) {
    const id = `${apiVersion}/${kind}/${metadata.namespace ?? ''}/${
      metadata.name
    }`;
    if (seen.has(id)) {
      throw new InputError(
        `${folder}: may not add resource with an already registered id: ${kind} ${metadata.name}`,
      );
    }
    seen.add(id);
  }
}
