import { STATUS_CODES } from 'node:http';
import { type Static, Type } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyInstance } from 'fastify';
import { DatabaseUnavailableError } from '../notes/note.ts';
import type { Settings } from '../settings.ts';

const InvalidPart = Type.Object({
  detail: Type.String(),
  pointer: Type.Optional(Type.String({ description: 'Where in the body' })),
  parameter: Type.Optional(Type.String({ description: 'Which parameter of the path or of the query' })),
});

/** Why a request has failed (RFC 9457). */
const Problem = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(InvalidPart)),
  },
  { $id: 'Problem' },
);

type Headers = Readonly<Record<string, string | number>>;

/** An error whose message is meant for the client. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly status: number;
  readonly headers: Headers;
  readonly errors: Static<typeof InvalidPart>[] | undefined;

  constructor(status: number, detail?: string, options: { headers?: Headers; errors?: HttpProblem['errors'] } = {}) {
    super(detail);
    this.status = status;
    this.headers = options.headers ?? {};
    this.errors = options.errors;
  }
}

/** Describes an answer with problem details. */
export function problemAnswer(description: string) {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
  };
}

/** Answers every error with problem details. */
export function answerWithProblems(app: FastifyInstance, { debug }: Pick<Settings, 'debug'>): void {
  app.addSchema(Problem);

  app.setNotFoundHandler(() => {
    throw new HttpProblem(404, 'There is nothing here');
  });

  app.setErrorHandler<FastifyError | HttpProblem>((error, request, reply) => {
    const { status, message, headers, errors } = toProblem(error, debug);
    if (status >= 500 && !(error instanceof HttpProblem)) request.log.error({ err: error }, 'The request failed');
    return reply
      .status(status)
      .headers(headers)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        title: STATUS_CODES[status] ?? 'Error',
        status,
        ...(message && { detail: message }),
        ...(errors && { errors }),
      } satisfies Partial<Static<typeof Problem>>);
  });
}

function toProblem(error: FastifyError | HttpProblem, debug: boolean): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof DatabaseUnavailableError) {
    return new HttpProblem(503, 'The database does not answer', { headers: { 'retry-after': 5 } });
  }
  if (error.validation) return invalidRequest(error);
  const status = error.statusCode ?? 500;
  // The reason of an unexpected error belongs into the log; clients see it only while somebody looks for it.
  return new HttpProblem(status, status < 500 || debug ? error.message : undefined);
}

function invalidRequest({ validation = [], validationContext }: FastifyError): HttpProblem {
  const errors = validation.map(({ instancePath, message = 'is not valid' }) =>
    validationContext === 'body'
      ? { detail: message, pointer: `#${instancePath}` }
      : { detail: message, parameter: instancePath.slice(1) },
  );
  return new HttpProblem(422, 'The request is not valid', { errors });
}
