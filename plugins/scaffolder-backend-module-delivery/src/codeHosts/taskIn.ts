import { parse } from 'yaml';
import { z } from 'zod';

const goldenPathSchema = z.object({ task: z.string().optional() });

/** The run of the wizard that a `.golden-path.yaml` names. */
export function taskIn(file: Buffer | undefined): string | undefined {
  if (!file) {
    return undefined;
  }
  const content = goldenPathSchema.safeParse(parse(file.toString('utf8')));
  return content.success ? content.data.task : undefined;
}
