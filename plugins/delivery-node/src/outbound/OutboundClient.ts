import {
  AuthenticationError,
  InputError,
  ServiceUnavailableError,
  isError,
} from '@backstage/errors';
import {
  BrokenCircuitError,
  BulkheadPolicy,
  BulkheadRejectedError,
  CircuitBreakerPolicy,
  ConsecutiveBreaker,
  ExponentialBackoff,
  bulkhead,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { z } from 'zod';
import {
  causeOf,
  parseJson,
  readErrorDetail,
  withoutSecrets,
} from './outboundBody';
import { RetryLaterError, errorOfStatus } from './outboundErrors';
import { outboundUrl } from './outboundUrl';
import { pauseUntil } from './rateLimit';
import { discardBody, readBody } from './readBody';

const MAX_REDIRECTS = 3;
const MAX_QUEUED = 10_000;
const FAILURES_TO_BREAK = 5;

/** @public */
export interface OutboundClientOptions {
  /** Name for messages: `GitHub (github.com)`. */
  upstream: string;
  /** Every request goes below this URL. */
  baseUrl: string;
  /** Headers of every request, typically the credentials. They never appear in messages or at another host. */
  headers?: (request: OutboundRequest) => Promise<Record<string, string>>;
  /**
   * Tells refusals that look like answers, such as the page of a login, by why credentials are not accepted; undefined for
   * all others.
   */
  refusalOf?: (status: number, headers: Headers) => string | undefined;
  /** How long a whole request may take, body included; 5 s unless set. */
  timeoutMs?: number;
  /** Requests at once; 8 unless set. */
  concurrency?: number;
  /** Largest accepted body; 10 MiB unless set. */
  maxBytes?: number;
}

/** @public */
export interface OutboundRequest {
  /** Path below the base URL; each segment is encoded. */
  segments: readonly string[];
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string>;
  /** Of an earlier response: unchanged content is then answered with `modified: false`. */
  etag?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
  maxBytes?: number;
  /** Allows a redirect to another host, where no credentials are sent. */
  mayRedirectTo?: (url: URL) => boolean;
}

/** @public */
export type OutboundResponse<TBody = Buffer> =
  | { modified: false; headers: Headers }
  | { modified: true; headers: Headers; etag: string | undefined; body: TBody };

/**
 * Reads from one outside system, with care for both sides: a deadline, few requests at once, a circuit breaker, and
 * pauses when the system asks for them. Errors are those of `@backstage/errors` and name the system.
 *
 * @public
 */
export class OutboundClient {
  readonly #options: OutboundClientOptions;
  readonly #bulkhead: BulkheadPolicy;
  readonly #breaker: CircuitBreakerPolicy;
  #pausedUntil: Date | undefined;
  #lastFailure = '';

  static create(options: OutboundClientOptions): OutboundClient {
    return new OutboundClient(options);
  }

  private constructor(options: OutboundClientOptions) {
    this.#options = options;
    this.#bulkhead = bulkhead(options.concurrency ?? 8, MAX_QUEUED);
    this.#breaker = circuitBreaker(
      handleWhen(error => error.name === 'ServiceUnavailableError'),
      {
        breaker: new ConsecutiveBreaker(FAILURES_TO_BREAK),
        halfOpenAfter: new ExponentialBackoff({
          initialDelay: 1_000,
          maxDelay: 10_000,
        }),
      },
    );
  }

  /** Reads a body as bytes. */
  async get(request: OutboundRequest): Promise<OutboundResponse> {
    return this.#guarded(() =>
      this.#bulkhead.execute(() =>
        this.#breaker.execute(async () => {
          const deadline = AbortSignal.timeout(this.#timeoutMs(request));
          const signal = combined(deadline, request.signal);
          const { response, what } = await this.#send(request, deadline);
          if (response.status === 304) {
            return { modified: false, headers: response.headers };
          }
          const maxBytes =
            request.maxBytes ?? this.#options.maxBytes ?? 10 * 1024 * 1024;
          const body = await this.#reading(request, deadline, what, () =>
            readBody(response, maxBytes, what, signal),
          );
          const etag = response.headers.get('etag') ?? undefined;
          return { modified: true, headers: response.headers, etag, body };
        }),
      ),
    );
  }

  /** Reads JSON and checks it against a schema. */
  async getJson<T>(
    request: OutboundRequest,
    schema: z.ZodType<T>,
  ): Promise<OutboundResponse<T>> {
    const response = await this.get(request);
    if (!response.modified) {
      return response;
    }
    return {
      ...response,
      body: parseJson(response.body, schema, this.#what(request)),
    };
  }

  /**
   * Opens a body that may stay open for long. The deadline ends with the headers; watching over the stream is up to the
   * caller, who ends it through the request's signal. Open streams do not count as requests.
   */
  async open(
    request: OutboundRequest,
  ): Promise<ReadableStream<Uint8Array<ArrayBufferLike>>> {
    return this.#guarded(() =>
      this.#breaker.execute(async () => {
        const controller = new AbortController();
        const timer = setTimeout(
          () => controller.abort(),
          this.#timeoutMs(request),
        );
        try {
          const { response, what } = await this.#send(
            request,
            controller.signal,
          );
          if (!response.body) {
            throw new ServiceUnavailableError(`${what} answered no stream`);
          }
          return response.body;
        } finally {
          clearTimeout(timer);
        }
      }),
    );
  }

  #timeoutMs(request: OutboundRequest): number {
    return request.timeoutMs ?? this.#options.timeoutMs ?? 5_000;
  }

  // Only the path: a query may hold what is nobody's business.
  #what(request: OutboundRequest): string {
    return `${this.#options.upstream}: GET /${request.segments.join('/')}`;
  }

  async #guarded<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new ServiceUnavailableError(
          `${
            this.#options.upstream
          } failed ${FAILURES_TO_BREAK} times in a row and is left alone for a moment; the last failure: ${
            this.#lastFailure
          }`,
        );
      }
      if (error instanceof BulkheadRejectedError) {
        throw new ServiceUnavailableError(
          `${
            this.#options.upstream
          } is too slow: ${MAX_QUEUED} requests wait for it`,
        );
      }
      if (isError(error) && error.name === 'ServiceUnavailableError') {
        this.#lastFailure = error.message;
      }
      throw error;
    }
  }

  async #send(
    request: OutboundRequest,
    deadline: AbortSignal,
  ): Promise<{ response: Response; what: string }> {
    this.#throwIfPaused();
    const what = this.#what(request);
    const own = (await this.#options.headers?.(request)) ?? {};
    const headers = {
      ...own,
      ...request.headers,
      ...(request.etag && { 'If-None-Match': request.etag }),
    };
    const signal = combined(deadline, request.signal);
    const base = new URL(this.#options.baseUrl);
    let url = outboundUrl(
      this.#options.baseUrl,
      request.segments,
      request.query,
    );
    for (let redirects = 0; ; redirects += 1) {
      const target = url;
      const response = await this.#reading(request, deadline, what, () =>
        fetch(target, {
          headers: target.origin === base.origin ? headers : {},
          redirect: 'manual',
          signal,
        }),
      );
      const location = response.headers.get('location');
      const redirected = response.status >= 300 && response.status < 400;
      if (!redirected || !location || response.status === 304) {
        await this.#check(response, what, own, signal);
        return { response, what };
      }
      discardBody(response);
      url = new URL(location, target);
      if (redirects >= MAX_REDIRECTS) {
        throw new InputError(`${what} redirects without an end`);
      }
      if (url.origin !== base.origin && !request.mayRedirectTo?.(url)) {
        throw new InputError(
          `${what} redirects to the host '${url.host}', which is not allowed`,
        );
      }
    }
  }

  async #check(
    response: Response,
    what: string,
    own: Record<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const now = new Date();
    const pause = pauseUntil(response.status, response.headers, now);
    if (pause) {
      this.#pausedUntil = pause;
    }
    const refusal = this.#options.refusalOf?.(
      response.status,
      response.headers,
    );
    if (refusal) {
      discardBody(response);
      throw new AuthenticationError(`${what}: ${refusal}`);
    }
    if (response.ok || response.status === 304) {
      return;
    }
    if (pause && response.status !== 503) {
      discardBody(response);
      throw this.#pauseError(pause);
    }
    const detail = await readErrorDetail(response, what, signal);
    throw errorOfStatus(
      response.status,
      withoutSecrets(
        `${what} was answered with ${response.status}${
          detail && `: ${detail}`
        }`,
        own,
      ),
    );
  }

  #throwIfPaused(): void {
    if (!this.#pausedUntil) {
      return;
    }
    if (this.#pausedUntil > new Date()) {
      throw this.#pauseError(this.#pausedUntil);
    }
    this.#pausedUntil = undefined;
  }

  #pauseError(until: Date): RetryLaterError {
    return new RetryLaterError(
      `${
        this.#options.upstream
      } asks to wait until ${until.toISOString()}: its rate limit is used up`,
      until,
    );
  }

  async #reading<T>(
    request: OutboundRequest,
    deadline: AbortSignal,
    what: string,
    action: () => Promise<T>,
  ): Promise<T> {
    try {
      return await action();
    } catch (error) {
      request.signal?.throwIfAborted();
      if (deadline.aborted) {
        throw new ServiceUnavailableError(
          `${what} was not answered within ${this.#timeoutMs(request)} ms`,
        );
      }
      if (
        isError(error) &&
        error.name.match(/^(ServiceUnavailable|Input)Error$/)
      ) {
        throw error;
      }
      throw new ServiceUnavailableError(`${what} failed: ${causeOf(error)}`);
    }
  }
}

function combined(deadline: AbortSignal, caller: AbortSignal | undefined) {
  return caller ? AbortSignal.any([deadline, caller]) : deadline;
}
