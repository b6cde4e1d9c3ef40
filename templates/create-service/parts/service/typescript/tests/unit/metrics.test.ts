import { expect, test } from 'vitest';
import { startService } from '../support/service.ts';

test('counts and times requests by route', async () => {
  const { app } = await startService();
  await app.inject({ method: 'POST', url: '/notes', payload: { text: 'Buy milk' } });
  await app.inject('/notes/1');
  await app.inject('/notes/2');
  await app.inject('/nothing');

  const { payload, headers } = await app.inject('/metrics');
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(payload).toContain('http_requests_total{method="POST",path="/notes",code="201"} 1');
  expect(payload).toContain('http_requests_total{method="GET",path="/notes/{id}",code="200"} 1');
  expect(payload).toContain('http_requests_total{method="GET",path="/notes/{id}",code="404"} 1');
  expect(payload).toContain('http_requests_total{method="GET",path="unknown",code="404"} 1');
  expect(payload).toContain('http_request_duration_seconds_count{method="GET",path="/notes/{id}"} 2');
  expect(payload).toContain('http_request_duration_seconds_bucket{le="0.3",method="POST",path="/notes"} 1');
  expect(payload).toContain('circuit_breaker_state{name="upstream"} 0');
  expect(payload).toContain('process_cpu_seconds_total');
});

test('are not there when they are turned off', async () => {
  const { app } = await startService({ METRICS_ENABLED: 'false' });
  expect(await app.inject('/metrics')).toMatchObject({ statusCode: 404 });
});
