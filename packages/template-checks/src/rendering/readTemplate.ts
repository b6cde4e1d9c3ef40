import {
  isTemplateEntityV1beta3,
  TemplateEntityV1beta3,
} from '@backstage/plugin-scaffolder-common';
import { serializeDirectoryContents } from '@backstage/plugin-scaffolder-node';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';

/** A template as the scaffolder's dry run takes it. */
export type Template = {
  entity: TemplateEntityV1beta3;
  folder: string;
  files: { path: string; base64Content: string }[];
};

/** Reads the template that `file` describes, with everything in its folder. */
export async function readTemplate(file: string): Promise<Template> {
  const folder = path.dirname(file);
  return {
    entity: parseTemplate(await readFile(file, 'utf8'), file),
    folder,
    files: await readTemplateFiles(folder),
  };
}

export function parseTemplate(
  text: string,
  file: string,
): TemplateEntityV1beta3 {
  const entity = parse(text);
  if (!isTemplateEntityV1beta3(entity)) {
    throw new Error(`${file} is not a template`);
  }
  return entity;
}

async function readTemplateFiles(folder: string): Promise<Template['files']> {
  const files = await serializeDirectoryContents(folder);
  return files.map(file => ({
    path: file.path,
    base64Content: file.content.toString('base64'),
  }));
}
