import { InputError } from '@backstage/errors';
import { parse } from 'yaml';
import { z } from 'zod';
import { scalar } from './schemaParts';
import { stepSchema } from './stepSchema';

const inputsSchema = z
  .record(
    z.string(),
    z.preprocess(
      input => input ?? {},
      z.looseObject({ default: scalar.optional() }),
    ),
  )
  .default({});

const compositeSchema = z.looseObject({
  inputs: inputsSchema,
  outputs: z
    .record(z.string(), z.looseObject({ value: z.string() }))
    .default({}),
  runs: z.looseObject({
    using: z.literal('composite'),
    steps: z.array(
      stepSchema.refine(step => !step.run || step.shell, {
        message: 'Required property is missing: shell',
      }),
    ),
  }),
});

const programSchema = z.looseObject({
  inputs: inputsSchema,
  runs: z.looseObject({ using: z.string() }),
});

/** An action whose steps run in the job that uses it. */
export type CompositeAction = z.infer<typeof compositeSchema>;

/** A local action. */
export type LocalAction =
  | { kind: 'composite'; action: CompositeAction }
  /** JavaScript or a container, which the sandbox does not run. */
  | { kind: 'program' };

/** Reads an `action.yml`. */
export function parseAction(path: string, text: string): LocalAction {
  const value: unknown = parse(text, { merge: true });
  const program = programSchema.safeParse(value);
  if (program.success && program.data.runs.using !== 'composite') {
    return { kind: 'program' };
  }
  const composite = compositeSchema.safeParse(value);
  if (!composite.success) {
    const problems = composite.error.issues.map(
      issue => `${issue.path.join('.')}: ${issue.message}`,
    );
    throw new InputError(`${path} is not valid: ${problems.join('; ')}`);
  }
  return { kind: 'composite', action: composite.data };
}
