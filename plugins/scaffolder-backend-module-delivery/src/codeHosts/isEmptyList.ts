import { z } from 'zod';

const emptySchema = z.array(z.unknown()).length(0);
const emptyListSchema = z.union([
  emptySchema,
  z.object({ value: emptySchema }),
]);

/** True only if a host answered with a list of nothing. */
export function isEmptyList(body: Buffer | undefined): boolean {
  return (
    body !== undefined &&
    emptyListSchema.safeParse(JSON.parse(body.toString('utf8'))).success
  );
}
