import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { isMap, isSeq, parseDocument } from 'yaml';
import { Files } from '../Files';
import { findProgram } from '../processes/findProgram';
import { KubernetesObject, parseObjects } from './KubernetesObject';

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

/** The program that renders overlays on this machine, with its arguments; undefined if there is none. */
export const kustomizeProgram = findKustomize();

function findKustomize(): [program: string, ...args: string[]] | undefined {
  const kustomize = process.env.KUSTOMIZE ?? findProgram('kustomize');
  const kubectl = findProgram('kubectl');
  if (kustomize) {
    return [kustomize, 'build'];
  }
  return kubectl ? [kubectl, 'kustomize'] : undefined;
}

const OVERLAY =
  /^(?<root>.+\/)environments\/(?<environment>[^/]+)\/kustomization\.yaml$/;
const known = new Map<string, Promise<Overlay[]>>();

/** Renders every overlay below an `environments` folder, with kustomize itself. */
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
  if (!kustomizeProgram) {
    return [];
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'fairway-overlays-'));
  try {
    for (const [name, content] of files) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, OVERLAY.test(name) ? promote(content) : content);
    }
    const overlays: Overlay[] = [];
    for (const name of files.keys()) {
      const groups = OVERLAY.exec(name)?.groups;
      if (groups) {
        const built = await build(path.join(folder, path.dirname(name)));
        overlays.push({
          environment: groups.environment,
          path: name,
          ...built,
        });
      }
    }
    return overlays;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function build(
  folder: string,
): Promise<{ objects: KubernetesObject[]; error?: string }> {
  const [program, ...args] = kustomizeProgram ?? [''];
  try {
    const { stdout } = await run(program, [...args, folder], {
      maxBuffer: 16 * 1024 * 1024,
    });
    return { objects: parseObjects(stdout) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      objects: [],
      error: message
        .split('\n')
        .slice(1)
        .join(' ')
        .replaceAll(folder, '.')
        .trim(),
    };
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
