import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { ErrorRequestHandler } from 'express';
import { ZodError } from 'zod';
import { ApiError, ApiFieldError } from './ApiError';

/** Answers every error of the REST API in GitHub's form. */
export function errorHandler(options: {
  report: (message: string) => void;
}): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const error = toApiError(thrown, request.body);
    if (error.status >= 500) {
      options.report(
        `${request.method} ${request.path} failed: ${
          thrown instanceof Error ? thrown.stack : String(thrown)
        }`,
      );
    }
    response.status(error.status).json({
      message: error.message,
      ...(error.errors ? { errors: error.errors } : {}),
      documentation_url: 'https://docs.github.com/rest',
      status: String(error.status),
    });
  };
}

function toApiError(thrown: unknown, body: unknown): ApiError {
  if (thrown instanceof ApiError) {
    return thrown;
  }
  if (thrown instanceof ZodError) {
    return ApiError.invalid(
      ...thrown.issues.map(
        (issue): ApiFieldError => ({
          resource: 'Request',
          field: issue.path.join('.'),
          code: isMissing(body, issue.path) ? 'missing_field' : 'invalid',
          message: issue.message,
        }),
      ),
    );
  }
  if (thrown instanceof NotFoundError) {
    return new ApiError(404, thrown.message);
  }
  if (thrown instanceof ConflictError) {
    return new ApiError(409, thrown.message);
  }
  if (thrown instanceof InputError) {
    return new ApiError(422, thrown.message);
  }
  switch (bodyParserErrorType(thrown)) {
    case 'entity.parse.failed':
      return new ApiError(400, 'Problems parsing JSON');
    case 'entity.too.large':
      return new ApiError(413, 'Payload too large');
    default:
      return new ApiError(500, 'Server Error');
  }
}

function isMissing(body: unknown, path: PropertyKey[]): boolean {
  const found = path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? Reflect.get(value, key)
        : undefined,
    body,
  );
  return found === undefined;
}

function bodyParserErrorType(thrown: unknown): unknown {
  return thrown instanceof Error && 'type' in thrown ? thrown.type : undefined;
}
