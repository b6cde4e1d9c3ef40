import { JsonObject } from '@backstage/types';
import path from 'node:path';
import { z } from 'zod';
import { Template } from './readTemplate';

const inputSchema = z.looseObject({
  url: z.string(),
  targetPath: z.string().default('.'),
});

/** The folder of the template that a generated file comes from, for people who want to mend it there. */
export function originOf(
  file: string,
  template: Template,
  parameters: JsonObject,
): string | undefined {
  const paths = new Set(template.files.map(({ path: name }) => name));
  for (const step of template.entity.spec.steps) {
    const input = inputSchema.safeParse(step.input);
    if (!input.success) {
      continue;
    }
    const folder = path.normalize(
      input.data.url.replaceAll(
        /\$\{\{\s*parameters\.(\w+)\s*\}\}/g,
        (_all, name) => String(parameters[name]),
      ),
    );
    const name = path.relative(input.data.targetPath, file);
    if (
      paths.has(path.join(folder, name)) ||
      paths.has(path.join(folder, `${name}.njk`))
    ) {
      return folder;
    }
  }
  return undefined;
}
