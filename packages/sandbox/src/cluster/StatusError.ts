import { JsonObject } from './json/Json';

/** An error as the Kubernetes API reports it: a `Status` object. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;

  constructor(options: {
    code: number;
    reason: string;
    message: string;
    details?: JsonObject;
  }) {
    super(options.message);
    this.name = 'StatusError';
    this.code = options.code;
    this.reason = options.reason;
    this.details = options.details;
  }

  static notFound(resource: string, name: string): StatusError {
    return new StatusError({
      code: 404,
      reason: 'NotFound',
      message: `${resource} "${name}" not found`,
      details: { ...resourceDetails(resource), name },
    });
  }

  static alreadyExists(resource: string, name: string): StatusError {
    return new StatusError({
      code: 409,
      reason: 'AlreadyExists',
      message: `${resource} "${name}" already exists`,
      details: { ...resourceDetails(resource), name },
    });
  }

  static conflict(resource: string, name: string, why: string): StatusError {
    return new StatusError({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ${resource} "${name}": ${why}`,
      details: { ...resourceDetails(resource), name },
    });
  }

  static invalid(
    kind: string,
    name: string,
    causes: { field: string; message: string }[],
  ): StatusError {
    const list = causes.map(cause => `${cause.field}: ${cause.message}`);
    return new StatusError({
      code: 422,
      reason: 'Invalid',
      message: `${kind} "${name}" is invalid: ${
        list.length === 1 ? list[0] : `[${list.join(', ')}]`
      }`,
      details: {
        name,
        kind,
        causes: causes.map(cause => ({
          reason: cause.message.startsWith('Required value')
            ? 'FieldValueRequired'
            : 'FieldValueInvalid',
          message: cause.message,
          field: cause.field,
        })),
      },
    });
  }

  static badRequest(message: string): StatusError {
    return new StatusError({ code: 400, reason: 'BadRequest', message });
  }

  static methodNotAllowed(): StatusError {
    return new StatusError({
      code: 405,
      reason: 'MethodNotAllowed',
      message:
        'the server does not allow this method on the requested resource',
    });
  }

  static unsupportedMediaType(accepted: string[]): StatusError {
    return new StatusError({
      code: 415,
      reason: 'UnsupportedMediaType',
      message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
        ', ',
      )}`,
    });
  }

  static notAcceptable(offered: string[]): StatusError {
    return new StatusError({
      code: 406,
      reason: 'NotAcceptable',
      message: `only the following media types are accepted: ${offered.join(
        ', ',
      )}`,
    });
  }

  /** For a path that leads to no resource. */
  static unknownPath(): StatusError {
    return new StatusError({
      code: 404,
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
      details: {},
    });
  }

  static gone(requested: string, oldest: number): StatusError {
    return new StatusError({
      code: 410,
      reason: 'Expired',
      message: `too old resource version: ${requested} (${oldest})`,
    });
  }

  toStatus(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

function resourceDetails(resource: string): JsonObject {
  const [plural, ...group] = resource.split('.');
  return group.length > 0
    ? { group: group.join('.'), kind: plural }
    : { kind: plural };
}
