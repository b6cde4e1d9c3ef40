import { ResponseError } from '@backstage/errors';

/** The sentence for people inside an error of the delivery API: the server's own, without status codes around it. */
export function errorText(error: unknown): string {
  if (error instanceof ResponseError) {
    return error.body.error.message;
  }
  return error instanceof Error ? error.message : String(error);
}

/** True if the server says that the viewer may not see this. */
export function isDenied(error: unknown): boolean {
  return error instanceof ResponseError && error.statusCode === 403;
}

/** True if what the viewer decided on has changed in the meantime. */
export function isConflict(error: unknown): boolean {
  return error instanceof ResponseError && error.statusCode === 409;
}
