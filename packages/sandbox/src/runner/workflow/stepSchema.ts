import { z } from 'zod';
import { condition, texts } from './schemaParts';

export const stepSchema = z
  .object({
    id: z.string().optional(),
    name: z.string().optional(),
    if: condition,
    uses: z.string().optional(),
    run: z.string().optional(),
    shell: z.string().optional(),
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

/** As it is shown; expressions are not replaced. */
export function nameOf(step: WorkflowStep): string {
  return (
    step.name ?? `Run ${step.uses ?? step.run?.trim().split('\n')[0] ?? ''}`
  );
}
