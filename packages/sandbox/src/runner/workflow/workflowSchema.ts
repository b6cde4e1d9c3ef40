import { z } from 'zod';
import { jobSchema } from './jobSchema';
import { onSchema } from './onSchema';
import { texts } from './schemaParts';

const concurrencySchema = z
  .union([
    z.string(),
    z.object({
      group: z.string(),
      'cancel-in-progress': z.union([z.boolean(), z.string()]).optional(),
    }),
  ])
  .transform(value =>
    typeof value === 'string'
      ? { group: value, cancelInProgress: false }
      : {
          group: value.group,
          cancelInProgress: value['cancel-in-progress'] ?? false,
        },
  );

/** The part of a workflow file that the runner honours. */
export const workflowSchema = z.object({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: onSchema,
  env: texts.default({}),
  concurrency: concurrencySchema.optional(),
  jobs: z
    .record(
      z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_-]*$/, 'not a valid job id'),
      jobSchema,
    )
    .refine(jobs => Object.keys(jobs).length > 0, {
      message: 'must define at least one job',
    }),
});

/** A workflow file. */
export type Workflow = z.infer<typeof workflowSchema>;
