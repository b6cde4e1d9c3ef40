import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** Hides a position in a list in a text that clients pass back. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Reads a position back; a cursor that was not made here is an error of the client. */
export function decodeCursor<TSchema extends z.ZodType>(
  cursor: string,
  schema: TSchema,
): z.output<TSchema> {
  try {
    return schema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
  } catch {
    throw new InputError(
      `cursor: '${cursor}' is no position in this list; leave it out to start from the beginning`,
    );
  }
}
