import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** Reads what a client sent; what does not fit is refused with the field and what is wrong with it. */
export function readInput<TSchema extends z.ZodType>(
  schema: TSchema,
  value: unknown,
): z.output<TSchema> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const reasons = result.error.issues.slice(0, 5).map(issue => {
    const field = issue.path.map(String).join('.');
    return field ? `${field}: ${issue.message}` : issue.message;
  });
  throw new InputError(reasons.join('; '));
}
