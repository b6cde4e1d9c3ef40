import { UrlReaderService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  Entity,
  parseLocationRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  serializeDirectoryContents,
  SerializedFile,
} from '@backstage/plugin-scaffolder-node';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MAX_FILES = 1_000;
const MAX_BYTES = 10 * 1024 * 1024;

/** A file of a template, as the scaffolder's dry run takes it. */
export type TemplateFile = { path: string; base64Content: string };

/** Reads the folder of a template from where the catalog found it. */
export async function readTemplateFolder(
  template: Entity,
  urlReader: UrlReaderService,
): Promise<SerializedFile[]> {
  const ref = stringifyEntityRef(template);
  const location = template.metadata.annotations?.[ANNOTATION_LOCATION];
  if (!location) {
    throw new InputError(`The template ${ref} has no location to read it from`);
  }
  const { type, target } = parseLocationRef(location);
  const files =
    type === 'file'
      ? await readLocal(target)
      : await readRemote(target, urlReader);
  const bytes = files.reduce((sum, file) => sum + file.content.length, 0);
  if (files.length > MAX_FILES || bytes > MAX_BYTES) {
    throw new InputError(
      `The template ${ref} is too large to preview: ${files.length} files, ${bytes} bytes; at most ${MAX_FILES} files and ${MAX_BYTES} bytes`,
    );
  }
  return files;
}

/** Files as the scaffolder's dry run takes them. */
export function toDryRunFiles(files: SerializedFile[]): TemplateFile[] {
  return files.map(file => ({
    path: file.path,
    base64Content: file.content.toString('base64'),
  }));
}

async function readLocal(target: string): Promise<SerializedFile[]> {
  const file = target.startsWith('file:') ? fileURLToPath(target) : target;
  return serializeDirectoryContents(path.dirname(file));
}

// By way of a folder, because that keeps the modes of files.
async function readRemote(
  target: string,
  urlReader: UrlReaderService,
): Promise<SerializedFile[]> {
  const folder = target.slice(0, target.lastIndexOf('/') + 1);
  const tree = await urlReader.readTree(folder);
  const targetDir = await mkdtemp(path.join(tmpdir(), 'fairway-template-'));
  try {
    return await serializeDirectoryContents(await tree.dir({ targetDir }));
  } finally {
    await rm(targetDir, { recursive: true, force: true });
  }
}
