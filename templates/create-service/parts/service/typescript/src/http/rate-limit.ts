import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problems.ts';

const CLIENTS_REMEMBERED = 10_000;

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** One token bucket per client: bursts up to the capacity, then the steady rate. */
export class TokenBuckets {
  readonly #capacity: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(capacity: number, perSecond: number, now = () => performance.now()) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Takes a token; says how many seconds to wait, 0 if there was one. */
  take(client: string): number {
    const bucket = this.#filled(client);
    this.#remember(client, bucket);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / this.#perSecond);
    bucket.tokens -= 1;
    return 0;
  }

  #filled(client: string): Bucket {
    const now = this.#now();
    const bucket = this.#buckets.get(client);
    if (bucket === undefined) return { tokens: this.#capacity, filledAt: now };
    const earned = ((now - bucket.filledAt) / 1000) * this.#perSecond;
    return { tokens: Math.min(bucket.tokens + earned, this.#capacity), filledAt: now };
  }

  /** Forgets the client that was away for longest, so that strangers cannot fill the memory. */
  #remember(client: string, bucket: Bucket): void {
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    if (this.#buckets.size > CLIENTS_REMEMBERED) this.#buckets.delete(this.#buckets.keys().next().value ?? '');
  }
}

/** Limits the requests of each client to the routes of this scope. */
export function limitRates(app: FastifyInstance, buckets = new TokenBuckets(100, 50)): void {
  app.addHook('onRequest', async (request) => {
    const wait = buckets.take(request.ip);
    if (wait > 0)
      throw new HttpProblem(429, 'Too many requests from this client', { headers: { 'retry-after': wait } });
  });
}
