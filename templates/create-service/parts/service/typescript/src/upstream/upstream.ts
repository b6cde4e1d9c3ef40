import { SpanKind } from '@opentelemetry/api';
import { inSpan, traceHeaders } from '../observability/tracing.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

const DEADLINE_MILLISECONDS = 2_000;

/** The system that this service calls, behind a circuit breaker. */
export class Upstream {
  readonly breaker = new CircuitBreaker();
  readonly #url: string | undefined;

  constructor(url: string | undefined) {
    this.#url = url;
  }

  get state(): 'ok' | 'not configured' | 'unavailable' {
    if (this.#url === undefined) return 'not configured';
    return this.breaker.state === 'open' ? 'unavailable' : 'ok';
  }

  /** Rejects unless the upstream answers in time; an answer that blames the request (4xx) is an answer. */
  async ask(): Promise<void> {
    const url = this.#url;
    if (url === undefined) return;
    await this.breaker.run(() =>
      inSpan(
        'GET',
        { kind: SpanKind.CLIENT, attributes: { 'http.request.method': 'GET', 'url.full': url } },
        async (span) => {
          const response = await fetch(url, {
            headers: traceHeaders(),
            signal: AbortSignal.timeout(DEADLINE_MILLISECONDS),
          });
          await response.body?.cancel();
          span.setAttribute('http.response.status_code', response.status);
          if (response.status >= 500) throw new Error(`The upstream answered ${response.status}`);
        },
      ),
    );
  }
}
