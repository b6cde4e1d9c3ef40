import { z } from 'zod';
import { condition, scalar, strings, texts } from './schemaParts';
import { stepSchema } from './stepSchema';

const strategySchema = z
  .object({
    matrix: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
    'fail-fast': z.union([z.boolean(), z.string()]).default(true),
    'max-parallel': z.union([z.number(), z.string()]).optional(),
  })
  .optional();

const stepsJobSchema = z
  .object({
    name: z.string().optional(),
    needs: strings.default([]),
    if: condition,
    'runs-on': z.unknown().optional(),
    outputs: texts.default({}),
    env: texts.default({}),
    'timeout-minutes': z.union([z.number(), z.string()]).optional(),
    'continue-on-error': z.union([z.boolean(), z.string()]).default(false),
    strategy: strategySchema,
    steps: z.array(stepSchema).default([]),
  })
  .refine(job => job['runs-on'] !== undefined, {
    message: 'Required property is missing: runs-on',
  })
  .refine(job => job.steps.length > 0, {
    message: 'Required property is missing: steps',
  });

/** A job that runs steps. */
export type StepsJob = z.infer<typeof stepsJobSchema>;

/** GitHub takes nothing else beside `uses`. */
const callJobSchema = z.strictObject(
  {
    name: z.string().optional(),
    needs: strings.default([]),
    if: condition,
    strategy: strategySchema,
    uses: z.string(),
    with: z.record(z.string(), scalar.nullable()).default({}),
    secrets: z.union([z.literal('inherit'), texts]).default({}),
    permissions: z.unknown().optional(),
    concurrency: z.unknown().optional(),
  },
  {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? `Unexpected value '${issue.keys.join("', '")}'`
        : undefined,
  },
);

/** A job that calls a reusable workflow. */
export type CallJob = z.infer<typeof callJobSchema>;

/** One job as it is written. */
export type WorkflowJob = StepsJob | CallJob;

export const jobSchema = z
  .record(z.string(), z.unknown())
  .transform((job, ctx): WorkflowJob => {
    const schema = 'uses' in job ? callJobSchema : stepsJobSchema;
    const parsed = schema.safeParse(job);
    if (parsed.success) {
      return parsed.data;
    }
    parsed.error.issues.forEach(({ message, path }) =>
      ctx.addIssue({ code: 'custom', message, path }),
    );
    return z.NEVER;
  });

export function isCall(job: WorkflowJob): job is CallJob {
  return 'uses' in job;
}
