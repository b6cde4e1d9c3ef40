/** One entry of the `errors` list in a 422 answer. */
export interface ApiFieldError {
  resource: string;
  field?: string;
  code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'custom';
  message?: string;
}

/** An error that the REST API answers as GitHub does. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: ApiFieldError[] | undefined;

  constructor(status: number, message: string, errors?: ApiFieldError[]) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.errors = errors;
  }

  static notFound(): ApiError {
    return new ApiError(404, 'Not Found');
  }

  static invalid(...errors: ApiFieldError[]): ApiError {
    return new ApiError(422, 'Validation Failed', errors);
  }
}
