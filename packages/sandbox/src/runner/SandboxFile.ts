import { InputError } from '@backstage/errors';
import { parse } from 'yaml';
import { z } from 'zod';

/** Where a service repository says what shall happen on a commit. */
export const SANDBOX_FILE = '.sandbox.yaml';

const severitySchema = z.enum(['critical', 'high', 'medium', 'low']);

const findingSchema = z.object({
  tool: z.string(),
  rule: z.string(),
  title: z.string(),
  severity: severitySchema,
  path: z.string().optional(),
  line: z.number().int().positive().optional(),
  cwe: z
    .string()
    .regex(/^CWE-\d+$/)
    .optional(),
  package: z.string().optional(),
  installed: z.coerce.string().optional(),
  fixed: z.coerce.string().optional(),
});

/** What a scanner reports. */
export type SandboxFinding = z.infer<typeof findingSchema>;

const behaviourSchema = z.enum([
  'crash-loop',
  'high-error-rate',
  'image-pull-error',
]);

export const sandboxFileSchema = z.strictObject({
  pipeline: z
    .strictObject({ fail: z.array(z.string()).default([]) })
    .default({ fail: [] }),
  release: z
    .strictObject({
      quarantine: z.boolean().default(false),
      unhealthyIn: z.record(z.string(), behaviourSchema).default({}),
    })
    .default({ quarantine: false, unhealthyIn: {} }),
  findings: z.array(findingSchema).max(1000).default([]),
});

/** The content of `.sandbox.yaml`. */
export type SandboxFile = z.infer<typeof sandboxFileSchema>;

/** Reads `.sandbox.yaml`; a repository without one behaves well. */
export function parseSandboxFile(text: string | undefined): SandboxFile {
  const parsed = sandboxFileSchema.safeParse(parse(text ?? '') ?? {});
  if (!parsed.success) {
    throw new InputError(
      `${SANDBOX_FILE} is not valid: ${parsed.error.issues
        .map(issue => `${issue.path.join('.')}: ${issue.message}`)
        .join('; ')}`,
    );
  }
  return parsed.data;
}
