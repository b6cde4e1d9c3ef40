import { JsonObject } from '@backstage/types';
import path from 'node:path';
import { z } from 'zod';
import { Template } from './readTemplate';

const inputSchema = z.looseObject({
  url: z.string(),
  targetPath: z.string().default('.'),
});
const EXPRESSION = /\$\{\{.*?\}\}/g;

/** The folder of the template that a generated file comes from, for people who want to mend it there. */
export function originOf(
  file: string,
  template: Template,
  parameters: JsonObject,
): string | undefined {
  for (const step of template.entity.spec.steps) {
    const input = inputSchema.safeParse(step.input);
    if (!input.success) {
      continue;
    }
    const folder = path.normalize(fill(input.data.url, parameters));
    const target = fill(input.data.targetPath, parameters);
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
