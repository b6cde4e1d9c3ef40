import { z } from 'zod';
import { jobSchema } from './jobSchema';
import { onSchema } from './onSchema';
import { texts } from './schemaParts';

const EXPRESSION = /\$\{\{/;
const concurrencySchema = z
  .union([
    z.string().transform(group => ({ group })),
    z
      .object({
        group: z.string(),
        'cancel-in-progress': z.union([z.boolean(), z.string()]).optional(),
        queue: z
          .union([z.enum(['single', 'max']), z.string().regex(EXPRESSION)])
          .optional(),
      })
      .refine(
        value => value.queue !== 'max' || value['cancel-in-progress'] !== true,
        "'queue: max' cannot be combined with 'cancel-in-progress: true'.",
      ),
  ])
  .transform(
    ({
      group,
      'cancel-in-progress': cancelInProgress = false,
      queue = 'single',
    }: {
      group: string;
      'cancel-in-progress'?: boolean | string;
      queue?: string;
    }) => ({ group, cancelInProgress, queue }),
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
