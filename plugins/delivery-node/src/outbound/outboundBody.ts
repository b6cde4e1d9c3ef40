import { ServiceUnavailableError, isError } from '@backstage/errors';
import { z } from 'zod';
import { readBody } from './readBody';

const ERROR_BODY_BYTES = 64 * 1024;

/** Parses a body and checks it against a schema; says where it differs. */
export function parseJson<T>(
  body: Buffer,
  schema: z.ZodType<T>,
  what: string,
): T {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new ServiceUnavailableError(
      `${what} was answered with something else than JSON`,
    );
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ServiceUnavailableError(
      `${what} was answered with unexpected content at '${issue.path.join(
        '.',
      )}': ${issue.message}`,
    );
  }
  return result.data;
}

/** Why a call failed. Node's fetch says only "fetch failed"; the reason is in the cause. */
export function causeOf(error: unknown): string {
  if (!isError(error)) {
    return String(error);
  }
  const { cause } = error;
  if (isError(cause)) {
    return typeof cause.code === 'string' ? cause.code : cause.message;
  }
  return error.message;
}

const errorBodySchema = z
  .object({ message: z.string() })
  .or(
    z
      .object({ error: z.object({ message: z.string() }) })
      .transform(body => body.error),
  )
  .or(
    z
      .object({ error: z.string(), error_description: z.string().optional() })
      .transform(body => ({ message: body.error_description ?? body.error })),
  );

/** What the system says about its refusal, as GitHub, GitLab, Kubernetes and Backstage write it; empty if nothing. */
export async function readErrorDetail(
  response: Response,
  what: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const body = await readBody(response, ERROR_BODY_BYTES, what, signal);
    return parseJson(body, errorBodySchema, what).message.slice(0, 200);
  } catch {
    return '';
  }
}

/** Removes the credentials of a request from a text. */
export function withoutSecrets(
  text: string,
  headers: Record<string, string>,
): string {
  return (
    Object.entries(headers)
      .filter(([name]) => /authorization|token|key|cookie/i.test(name))
      .flatMap(([, value]) => [value, value.replace(/^\w+ /, '')])
      // A shorter one is no secret, and would tear holes into every message.
      .filter(secret => secret.length >= 8)
      .reduce((safe, secret) => safe.replaceAll(secret, '[redacted]'), text)
  );
}
