import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CircuitBreaker, CircuitState } from '../upstream/circuit-breaker.ts';
import { onEnd } from './requests.ts';
import { routePattern } from './routes.ts';

const STATE_VALUES: Readonly<Record<CircuitState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** Counts and times every request, and serves the numbers to Prometheus. */
export function exposeMetrics(app: FastifyInstance, breakers: Readonly<Record<string, CircuitBreaker>>): void {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests served',
    labelNames: ['method', 'path', 'code'],
    registers,
  });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to serve a request',
    labelNames: ['method', 'path'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  new Gauge({
    name: 'circuit_breaker_state',
    help: 'State of the circuit breaker: 0 closed, 1 half-open, 2 open',
    labelNames: ['name'],
    registers,
    collect() {
      for (const [name, breaker] of Object.entries(breakers)) this.set({ name }, STATE_VALUES[breaker.state]);
    },
  });

  onEnd(app, (request, reply, code) => {
    const labels = { method: request.method, path: routePattern(request) };
    requests.inc({ ...labels, code });
    duration.observe(labels, reply.elapsedTime / 1000);
  });

  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        summary: 'Metrics for Prometheus',
        tags: ['health'],
        response: { 200: { description: 'All metrics', content: { 'text/plain': { schema: { type: 'string' } } } } },
      },
    },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  );
}
