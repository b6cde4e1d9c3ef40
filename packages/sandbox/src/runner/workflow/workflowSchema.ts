import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const condition = scalar.optional();
const strings = z
  .union([z.string(), z.array(z.string())])
  .transform(value => (typeof value === 'string' ? [value] : value));
/** `env`, `with`, `outputs`: values are texts once they are used. */
const texts = z
  .record(z.string(), scalar.nullable())
  .transform(values =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        String(value ?? ''),
      ]),
    ),
  );

const triggerSchema = z
  .object({
    branches: strings.optional(),
    'branches-ignore': strings.optional(),
    tags: strings.optional(),
    'tags-ignore': strings.optional(),
    paths: strings.optional(),
    'paths-ignore': strings.optional(),
    types: strings.optional(),
  })
  .loose();

/** What one event of `on` asks for. */
export type Trigger = z.infer<typeof triggerSchema>;

const onSchema = z
  .union([
    z.string().transform(event => [event]),
    z.array(z.string()),
    z.record(z.string(), z.unknown()),
  ])
  .transform((value, ctx) => {
    const triggers = new Map<string, Trigger>();
    if (Array.isArray(value)) {
      value.forEach(event => triggers.set(event, {}));
      return triggers;
    }
    for (const [event, filter] of Object.entries(value)) {
      // `schedule` is a list, and the sandbox never starts it.
      const parsed = triggerSchema.safeParse(
        Array.isArray(filter) ? {} : filter ?? {},
      );
      if (!parsed.success) {
        ctx.addIssue({ code: 'custom', path: [event], message: 'not valid' });
        return z.NEVER;
      }
      triggers.set(event, parsed.data);
    }
    return triggers;
  });

const stepSchema = z
  .object({
    id: z.string().optional(),
    name: z.string().optional(),
    if: condition,
    uses: z.string().optional(),
    run: z.string().optional(),
    with: texts.default({}),
    env: texts.default({}),
    'working-directory': z.string().optional(),
    'continue-on-error': z.union([z.boolean(), z.string()]).default(false),
    'timeout-minutes': z.union([z.number(), z.string()]).optional(),
  })
  .refine(step => Boolean(step.uses) !== Boolean(step.run), {
    message: "every step must define a 'uses' or 'run' key",
  });

/** One step as it is written. */
export type WorkflowStep = z.infer<typeof stepSchema>;

const matrixSchema = z.record(z.string(), z.unknown());

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

const jobSchema = z
  .object({
    name: z.string().optional(),
    needs: strings.default([]),
    if: condition,
    'runs-on': z.unknown().optional(),
    uses: z.string().optional(),
    outputs: texts.default({}),
    env: texts.default({}),
    'timeout-minutes': z.union([z.number(), z.string()]).optional(),
    'continue-on-error': z.union([z.boolean(), z.string()]).default(false),
    strategy: z
      .object({
        matrix: z.union([z.string(), matrixSchema]).optional(),
        'fail-fast': z.union([z.boolean(), z.string()]).default(true),
        'max-parallel': z.union([z.number(), z.string()]).optional(),
      })
      .optional(),
    steps: z.array(stepSchema).default([]),
  })
  .refine(job => job.uses !== undefined || job['runs-on'] !== undefined, {
    message: 'Required property is missing: runs-on',
  })
  .refine(job => job.uses !== undefined || job.steps.length > 0, {
    message: 'Required property is missing: steps',
  });

/** One job as it is written. */
export type WorkflowJob = z.infer<typeof jobSchema>;

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
