import { JsonObject } from '@backstage/types';
import path from 'node:path';
import { z } from 'zod';
import { Template } from './readTemplate';

const inputSchema = z.looseObject({
  url: z.string(),
  targetPath: z.string().default('.'),
});
const listSchema = z.array(z.looseObject({ part: z.string() }));
const EXPRESSION = /\$\{\{.*?\}\}/g;

/** The folder of the template that a generated file comes from, for people who want to mend it there. */
export function originOf(
  file: string,
  template: Template,
  parameters: JsonObject,
): string | undefined {
  const rounds = template.entity.spec.steps.flatMap(roundsOf);
  for (const { url, targetPath } of rounds) {
    const folder = path.normalize(fill(url, parameters));
    const target = fill(targetPath, parameters);
    const isWritten = template.files
      .filter(({ path: source }) => source.startsWith(`${folder}/`))
      .map(({ path: source }) => path.relative(folder, source))
      .some(source => patternOf(path.join(target, source)).test(file));
    if (isWritten) {
      return folder;
    }
  }
  return undefined;
}

/** What a step writes: one folder, or as many as it lists. */
function roundsOf(
  step: Template['entity']['spec']['steps'][number],
): { url: string; targetPath: string }[] {
  const input = inputSchema.safeParse(step.input);
  if (!input.success) {
    return [];
  }
  const { url, targetPath } = input.data;
  const listed = listSchema.safeParse(step.each);
  return listed.success
    ? listed.data.map(({ part }) => ({
        url: url.replace(/\$\{\{\s*each\.value\.part\s*\}\}/, () => part),
        targetPath,
      }))
    : [{ url, targetPath }];
}

function fill(text: string, parameters: JsonObject): string {
  return text.replaceAll(/\$\{\{\s*parameters\.(\w+)\s*\}\}/g, (_all, name) =>
    String(parameters[name]),
  );
}

/** What a file is called once its name is rendered: an expression, such as an output of a step, is any name or none. */
function patternOf(source: string): RegExp {
  const literals = source
    .replace(/\.njk$/, '')
    .split(EXPRESSION)
    .map(literal => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('[^/]*').replaceAll('*/', '*/?')}$`);
}
