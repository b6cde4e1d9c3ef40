import { expect, test } from 'vitest';
import { askAndHangUp, startServer, startService } from '../support/service.ts';

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

test('a request whose caller has gone counts as 499, and only once', async () => {
  const asked = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const upstream = await startServer(async (_request, response) => {
    asked.resolve();
    await gone.promise;
    response.end();
  });
  const { app, logs } = await startService({ UPSTREAM_URL: upstream });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const metrics = async () => (await app.inject('/metrics')).payload;
  const labels = 'method="GET",path="/status/upstream"';

  await askAndHangUp(`${address}/status/upstream`, asked.promise);
  await expect.poll(metrics).toContain(`http_requests_total{${labels},code="499"} 1`);
  gone.resolve();

  expect(await app.inject('/status/upstream')).toMatchObject({ statusCode: 200 });
  const numbers = await metrics();
  expect(numbers).toContain(`http_requests_total{${labels},code="499"} 1`);
  expect(numbers).toContain(`http_requests_total{${labels},code="200"} 1`);
  expect(numbers).toContain(`http_request_duration_seconds_count{${labels}} 2`);
  const lines = logs().filter(({ path }) => path === '/status/upstream');
  expect(lines).toEqual([
    expect.objectContaining({ message: 'Request served', code: 499, duration_ms: expect.any(Number) }),
    expect.objectContaining({ message: 'Request served', code: 200 }),
  ]);
});

test('are not there when they are turned off', async () => {
  const { app } = await startService({ METRICS_ENABLED: 'false' });
  expect(await app.inject('/metrics')).toMatchObject({ statusCode: 404 });
});
