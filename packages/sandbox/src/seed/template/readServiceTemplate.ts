import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const fetchInputSchema = z.object({
  url: z.string(),
  targetPath: z.string(),
  templateFileExtension: z.string(),
  trimBlocks: z.boolean().default(false),
  lstripBlocks: z.boolean().default(false),
  values: z.record(z.string(), z.unknown()),
});

const templateSchema = z.object({
  spec: z.object({
    parameters: z.array(
      z.object({
        properties: z.record(
          z.string(),
          z.looseObject({ default: z.unknown().optional() }),
        ),
      }),
    ),
    steps: z.array(
      z.object({
        id: z.string(),
        action: z.string(),
        if: z.string().optional(),
        each: z.union([z.string(), z.array(z.unknown())]).optional(),
        input: z.record(z.string(), z.unknown()).default({}),
      }),
    ),
  }),
});

/** A step that writes a folder of the template. */
export interface FetchStep {
  id: string;
  if?: string;
  /** The list, or an expression that gives it. */
  each?: string | unknown[];
  input: z.infer<typeof fetchInputSchema>;
}

/** The part of the wizard's template that says what is written. */
export interface ServiceTemplate {
  folder: string;
  /** What the form chooses unless somebody chooses otherwise. */
  defaults: Record<string, unknown>;
  steps: FetchStep[];
}

/** Reads the wizard's template `create-service`. */
export async function readServiceTemplate(): Promise<ServiceTemplate> {
  const folder = resolvePackagePath(
    '@fairway/sandbox',
    '../../templates/create-service',
  );
  const text = await readFile(join(folder, 'template.yaml'), 'utf8');
  const parsed = templateSchema.safeParse(parse(text));
  if (!parsed.success) {
    throw new InputError(
      'templates/create-service/template.yaml is no template that the seed can render',
      parsed.error,
    );
  }
  const { parameters, steps } = parsed.data.spec;
  const fields = parameters.flatMap(page => Object.entries(page.properties));
  return {
    folder,
    defaults: Object.fromEntries(
      fields
        .filter(([, field]) => field.default !== undefined)
        .map(([name, field]) => [name, field.default]),
    ),
    steps: steps
      .filter(step => step.action === 'fetch:template')
      .map(step => ({ ...step, input: fetchInputSchema.parse(step.input) })),
  };
}
