import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
  stringifyError,
} from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { outboundUrl } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';

const TIMEOUT_MS = 15_000;

/** One request to a code host. */
export type RestRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  segments: string[];
  query?: Record<string, string>;
  body?: JsonObject;
};

const problemSchema = z.object({
  message: z
    .union([z.string(), z.array(z.string()), z.record(z.string(), z.json())])
    .optional(),
  errors: z
    .array(z.union([z.string(), z.object({ message: z.string().optional() })]))
    .optional(),
});

/** Asks a code host for something or changes something there; its errors name the host and what was asked. */
export class RestClient {
  readonly #upstream: string;
  readonly #baseUrl: string;
  readonly #headers: () => Promise<Record<string, string>>;

  static create(options: {
    /** Name for messages: `GitHub (github.com)`. */
    upstream: string;
    baseUrl: string;
    headers: () => Promise<Record<string, string>>;
  }): RestClient {
    return new RestClient(options);
  }

  private constructor(options: {
    upstream: string;
    baseUrl: string;
    headers: () => Promise<Record<string, string>>;
  }) {
    this.#upstream = options.upstream;
    this.#baseUrl = options.baseUrl;
    this.#headers = options.headers;
  }

  async send<T>(request: RestRequest, schema: z.ZodType<T>): Promise<T> {
    const { method, segments, query, body } = request;
    const what = `${this.#upstream}: ${method} /${segments.join('/')}`;
    const response = await fetch(outboundUrl(this.#baseUrl, segments, query), {
      method,
      headers: {
        ...(await this.#headers()),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(error => {
      throw new ServiceUnavailableError(
        `${what} failed: ${stringifyError(error)}`,
      );
    });
    const text = await response.text();
    if (!response.ok) {
      throw errorOf(response.status, `${what}: ${response.status}`, text);
    }
    const result = schema.safeParse(parseJson(text));
    if (!result.success) {
      const [issue] = result.error.issues;
      throw new ServiceUnavailableError(
        `${what} was answered in an unknown way: ${issue.path.join('.')}: ${
          issue.message
        }`,
      );
    }
    return result.data;
  }
}

function errorOf(status: number, what: string, text: string): Error {
  const problem = problemSchema.safeParse(parseJson(text)).data;
  const details = [
    problem?.message,
    ...(problem?.errors ?? []).map(error =>
      typeof error === 'string' ? error : error.message,
    ),
  ]
    .filter(detail => detail !== undefined)
    .map(detail =>
      typeof detail === 'string' ? detail : JSON.stringify(detail),
    );
  const message = [what, ...details].join(': ');
  switch (status) {
    case 401:
    case 403:
      return new NotAllowedError(
        `${message}. The portal's integration needs access to the repository and its pull requests`,
      );
    case 404:
      return new NotFoundError(message);
    case 409:
      return new ConflictError(message);
    case 400:
    case 422:
      return new InputError(message);
    default:
      return new ServiceUnavailableError(message);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
