import { expect, test } from 'vitest';
import { startServer, startService } from '../support/service.ts';

test('says that there is no upstream', async () => {
  const { app } = await startService();
  expect((await app.inject('/status/upstream')).json()).toEqual({ status: 'not configured' });
});

test.each([200, 404])('an upstream that answers %d is well', async (status) => {
  const url = await startServer((_request, response) => response.writeHead(status).end('an answer'));
  const { app } = await startService({ UPSTREAM_URL: url });
  const answer = await app.inject('/status/upstream');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({ status: 'ok' });
  expect((await app.inject('/health/ready')).json()).toMatchObject({ checks: { upstream: 'ok' } });
});

test('an upstream that nobody reaches is a problem', async () => {
  const { app, logs } = await startService({ UPSTREAM_URL: 'http://127.0.0.1:1' });
  expect(await app.inject('/status/upstream')).toMatchObject({ statusCode: 502 });
  expect(logs()).toContainEqual(expect.objectContaining({ level: 'warn', message: 'The upstream fails' }));
});

test.each([
  ['ready', 'false', 200],
  ['not ready', 'true', 503],
])('an upstream that keeps failing is left alone, and the service is %s', async (status, strict, code) => {
  let calls = 0;
  const url = await startServer((_request, response) => {
    calls += 1;
    response.writeHead(500).end();
  });
  const { app } = await startService({ UPSTREAM_URL: url, CIRCUIT_BREAKER_STRICT: strict });
  for (let call = 0; call < 5; call += 1) {
    expect(await app.inject('/status/upstream')).toMatchObject({ statusCode: 502 });
  }
  const refused = await app.inject('/status/upstream');
  expect(refused.statusCode).toBe(503);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(25);
  expect(calls).toBe(5);

  const ready = await app.inject('/health/ready');
  expect(ready.statusCode).toBe(code);
  expect(ready.json()).toMatchObject({ status, checks: { upstream: 'unavailable' } });
  expect((await app.inject('/metrics')).payload).toContain('circuit_breaker_state{name="upstream"} 2');
});
