import { renderOverlay } from '@fairway/sandbox/kustomize';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { isMap, isSeq, parseDocument } from 'yaml';
import { Files } from '../Files';
import { KubernetesObject, parseObjects, toObject } from './KubernetesObject';

const run = promisify(execFile);

/** What a release's image is pinned to in rendered overlays. */
export const SAMPLE_DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** One environment as its overlay describes it once a release was promoted into it. */
export type Overlay = {
  environment: string;
  /** The kustomization. */
  path: string;
  objects: KubernetesObject[];
  /** What kustomize said if it could not render. */
  error?: string;
};

/** Another program than the own renderer, such as `kustomize`. */
const program = process.env.KUSTOMIZE;

const OVERLAY =
  /^.+\/environments\/(?<environment>[^/]+)\/kustomization\.yaml$/;
const known = new Map<string, Promise<Overlay[]>>();

/**
 * Renders every overlay below an `environments` folder. Unless the variable KUSTOMIZE names a program, the sandbox's own
 * renderer does it: it needs nothing installed, and its tests hold it to what kustomize prints.
 */
export function renderOverlays(files: Files): Promise<Overlay[]> {
  const manifests = [...files].filter(([name]) => name.includes('manifests/'));
  const key = JSON.stringify(manifests);
  let overlays = known.get(key);
  if (!overlays) {
    overlays = render(new Map(manifests));
    known.set(key, overlays);
  }
  return overlays;
}

async function render(files: Files): Promise<Overlay[]> {
  const promoted = new Map(
    [...files].map(([name, text]) => [
      name,
      OVERLAY.test(name) ? promote(text) : text,
    ]),
  );
  const build = program
    ? (folder: string) => runProgram(program, folder, promoted)
    : (folder: string) =>
        renderOverlay(folder, async name => promoted.get(name));
  const overlays: Overlay[] = [];
  for (const name of files.keys()) {
    const environment = OVERLAY.exec(name)?.groups?.environment;
    if (environment !== undefined) {
      const built = await tryTo(() => build(path.dirname(name)));
      overlays.push({ environment, path: name, ...built });
    }
  }
  return overlays;
}

async function tryTo(
  build: () => Promise<object[]>,
): Promise<{ objects: KubernetesObject[]; error?: string }> {
  try {
    return { objects: (await build()).flatMap(toObject) };
  } catch (error) {
    return {
      objects: [],
      error: error instanceof Error ? error.message : String(error),
    };
  }
}

async function runProgram(
  kustomize: string,
  overlay: string,
  files: Files,
): Promise<object[]> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'fairway-overlays-'));
  try {
    for (const [name, content] of files) {
      const file = path.join(root, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    const { stdout } = await run(
      kustomize,
      ['build', path.join(root, overlay)],
      { maxBuffer: 16 * 1024 * 1024 },
    );
    return parseObjects(stdout);
  } finally {
    await rm(root, { recursive: true });
  }
}

/** What the first promotion changes in an overlay: it gets its base, and the image its digest. */
function promote(kustomization: string): string {
  const document = parseDocument(kustomization);
  const resources = document.get('resources');
  if (
    !document.has('components') &&
    (!isSeq(resources) || resources.items.length === 0)
  ) {
    document.set('resources', ['../../base']);
  }
  const images = document.get('images');
  const [image] = isSeq(images) ? images.items : [];
  if (isMap(image)) {
    image.set('digest', SAMPLE_DIGEST);
    image.delete('newTag');
  }
  return document.toString();
}
