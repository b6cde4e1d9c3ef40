import {
  AuthenticationError,
  ConflictError,
  CustomErrorBase,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
  isError,
} from '@backstage/errors';

/**
 * The upstream works but asks to wait: its rate limit is used up.
 *
 * @public
 */
export class RetryLaterError extends CustomErrorBase {
  readonly name = 'RetryLaterError';
  readonly retryAt: Date;

  constructor(message: string, retryAt: Date) {
    super(message);
    this.retryAt = retryAt;
  }
}

/**
 * When an upstream wants to be asked again, if the error says so.
 *
 * @public
 */
export function retryAtOf(error: unknown): Date | undefined {
  return error instanceof RetryLaterError ? error.retryAt : undefined;
}

/**
 * How an error of an outbound call greys out what depends on it.
 *
 * @public
 */
export function failureOf(error: unknown): {
  state: 'denied' | 'unreachable';
  message: string;
} {
  const message = isError(error) ? error.message : String(error);
  const denied =
    isError(error) &&
    (error.name === 'NotAllowedError' || error.name === 'AuthenticationError');
  return { state: denied ? 'denied' : 'unreachable', message };
}

/** The error class that fits a status, as Backstage's own services use them. */
export function errorOfStatus(status: number, message: string): Error {
  switch (status) {
    case 401:
      return new AuthenticationError(message);
    case 403:
      return new NotAllowedError(message);
    case 404:
    case 410:
      return new NotFoundError(message);
    case 409:
    case 412:
      return new ConflictError(message);
    case 400:
    case 422:
      return new InputError(message);
    default:
      return new ServiceUnavailableError(message);
  }
}
