import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { z } from 'zod';

/** Where a repository says how it was made. */
export const GOLDEN_PATH_FILE = '.golden-path.yaml';

/** How a repository was made: by which version of the template, in which run, and with which answers. */
export type GoldenPathFile = {
  version: number;
  task: string;
  /** Only the delivery of a service that has its own application. */
  scope: '' | 'delivery';
  answers: JsonObject & { name: string };
  /** What the portal knew at that time, such as the addresses of the repositories. */
  context: JsonObject;
};

const fileSchema = z.object({
  template: z.literal('create-service'),
  version: z.number().int().min(1),
  task: z.string().default(''),
  scope: z.enum(['', 'delivery']).default(''),
  answers: z.object({ name: z.string() }).catchall(z.json()),
  context: z.record(z.string(), z.json()).default({}),
});

/** Reads a `.golden-path.yaml`; throws an InputError that names the repository and the field. */
export function readGoldenPathFile(
  text: string,
  repository: string,
): GoldenPathFile {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new InputError(
      `${GOLDEN_PATH_FILE} of ${repository} is no YAML; repair it first`,
      error,
    );
  }
  const result = fileSchema.safeParse(content);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(
      `${GOLDEN_PATH_FILE} of ${repository}: ${issue.path.join('.')}: ${
        issue.message
      }`,
    );
  }
  const { answers, context, ...rest } = result.data;
  return { ...rest, answers: toJson(answers), context: toJson(context) };
}

function toJson<T extends Record<string, z.infer<z.ZodJSONSchema>>>(
  record: T,
): T & JsonObject {
  return record;
}
