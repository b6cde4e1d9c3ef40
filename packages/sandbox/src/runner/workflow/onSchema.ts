import { z } from 'zod';
import { scalar, strings } from './schemaParts';

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

const inputSchema = z.looseObject({
  type: z.enum(['boolean', 'number', 'string'], {
    error: issue =>
      issue.input === undefined
        ? 'Required property is missing: type'
        : `Unexpected value '${issue.input}'`,
  }),
  required: z.boolean().default(false),
  default: scalar.optional(),
});

/** An input of a reusable workflow. */
export type CallInput = z.infer<typeof inputSchema>;

const callSchema = z.looseObject({
  inputs: z
    .record(
      z.string(),
      z.preprocess(input => input ?? {}, inputSchema),
    )
    .default({}),
  secrets: z
    .record(
      z.string(),
      z.preprocess(
        secret => secret ?? {},
        z.looseObject({ required: z.boolean().default(false) }),
      ),
    )
    .default({}),
  outputs: z
    .record(z.string(), z.looseObject({ value: z.string() }))
    .default({}),
});

/** `on.workflow_call`: what a reusable workflow takes and gives. */
export type CallInterface = z.infer<typeof callSchema>;

/** When a workflow runs. */
export interface WorkflowEvents {
  triggers: Map<string, Trigger>;
  /** Only a workflow that other workflows may call has it. */
  call?: CallInterface;
}

export const onSchema = z
  .union([
    z.string().transform(event => [event]),
    z.array(z.string()),
    z.record(z.string(), z.unknown()),
  ])
  .transform((value, ctx): WorkflowEvents => {
    const filters: Record<string, unknown> = Array.isArray(value)
      ? Object.fromEntries(value.map(event => [event, {}]))
      : value;
    const events: WorkflowEvents = { triggers: new Map() };
    for (const [event, filter] of Object.entries(filters)) {
      if (event === 'workflow_call') {
        events.call = parse(callSchema, event, filter, ctx);
      } else {
        // `schedule` is a list, and the sandbox never starts it.
        const trigger = Array.isArray(filter) ? {} : filter;
        events.triggers.set(event, parse(triggerSchema, event, trigger, ctx));
      }
    }
    return events;
  });

function parse<T>(
  schema: z.ZodType<T>,
  event: string,
  value: unknown,
  ctx: z.RefinementCtx,
): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) {
    return parsed.data;
  }
  parsed.error.issues.forEach(({ message, path }) =>
    ctx.addIssue({ code: 'custom', message, path: [event, ...path] }),
  );
  return z.NEVER;
}
