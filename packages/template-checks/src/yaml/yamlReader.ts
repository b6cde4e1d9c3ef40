import { parse } from 'yaml';
import { z } from 'zod';

/**
 * Makes a reader of YAML and JSON texts that returns what fits the schema. Most files are the same in many renderings: each
 * text is parsed once, and nobody may change the answer.
 */
export function yamlReader<T>(
  schema: z.ZodType<T>,
): (text: string) => T | undefined {
  const known = new Map<string, T | undefined>();
  return text => {
    if (!known.has(text)) {
      known.set(text, schema.safeParse(parseOrNothing(text)).data);
    }
    return known.get(text);
  };
}

function parseOrNothing(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
