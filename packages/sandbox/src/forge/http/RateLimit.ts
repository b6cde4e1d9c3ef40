import { randomUUID } from 'node:crypto';
import { RequestHandler, Response } from 'express';

const WINDOW_SECONDS = 3600;

interface Usage {
  used: number;
  resetsAt: number;
}

/** Counts requests per caller and hour, and refuses those beyond the limit, with GitHub's headers. */
export class RateLimit {
  readonly #limit: number;
  readonly #usage = new Map<string, Usage>();

  constructor(options: { limit: number }) {
    this.#limit = options.limit;
  }

  middleware(): RequestHandler {
    return (request, response, next) => {
      const caller = request.headers.authorization ?? '';
      const usage = this.#usageOf(caller);
      response.setHeader('X-GitHub-Request-Id', randomUUID().toUpperCase());
      response.setHeader('X-GitHub-Api-Version-Selected', '2022-11-28');
      response.setHeader('X-GitHub-Media-Type', 'github.v3; format=json');
      if (request.path === '/rate_limit') {
        this.#setHeaders(response, usage);
        next();
        return;
      }
      if (usage.used >= this.#limit) {
        this.#setHeaders(response, usage);
        response.status(403).json({
          message: 'API rate limit exceeded',
          documentation_url:
            'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api',
        });
        return;
      }
      usage.used += 1;
      this.#setHeaders(response, usage);
      beforeHead(response, () => {
        // What a client has already costs it nothing.
        if (response.statusCode === 304) {
          usage.used -= 1;
          this.#setHeaders(response, usage);
        }
      });
      next();
    };
  }

  /** The body of `GET /rate_limit`. */
  describe(caller: string) {
    const usage = this.#usageOf(caller);
    const rate = {
      limit: this.#limit,
      used: usage.used,
      remaining: this.#limit - usage.used,
      reset: usage.resetsAt,
    };
    return { resources: { core: rate, search: rate }, rate };
  }

  #usageOf(caller: string): Usage {
    const now = Math.floor(Date.now() / 1000);
    const known = this.#usage.get(caller);
    if (known && known.resetsAt > now) {
      return known;
    }
    const fresh = { used: 0, resetsAt: now + WINDOW_SECONDS };
    this.#usage.set(caller, fresh);
    return fresh;
  }

  #setHeaders(response: Response, usage: Usage): void {
    response.setHeader('X-RateLimit-Limit', this.#limit);
    response.setHeader('X-RateLimit-Remaining', this.#limit - usage.used);
    response.setHeader('X-RateLimit-Used', usage.used);
    response.setHeader('X-RateLimit-Reset', usage.resetsAt);
    response.setHeader('X-RateLimit-Resource', 'core');
  }
}

/** Runs when the status is known and headers can still be set. */
function beforeHead(response: Response, act: () => void): void {
  const original = response.writeHead;
  response.writeHead = (...args: unknown[]) => {
    act();
    return Reflect.apply(original, response, args);
  };
}
