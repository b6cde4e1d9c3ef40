import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { service } from '../../src/service.ts';
import { NO_DATABASE, startService } from '../support/service.ts';

test('names itself and its environment', async () => {
  const { app } = await startService({ ENVIRONMENT: 'staging' });
  expect((await app.inject('/')).json()).toEqual({ service: service.name, environment: 'staging' });
});

test('is alive, and ready without a database and an upstream', async () => {
  const { app, logs } = await startService();
  expect((await app.inject('/health')).json()).toEqual({ status: 'alive' });
  const ready = await app.inject('/health/ready');
  expect(ready.statusCode).toBe(200);
  expect(ready.json()).toEqual({
    status: 'ready',
    checks: { database: 'not configured', upstream: 'not configured' },
  });
  expect(logs().filter(({ message }) => /DATABASE_URL is not set/.test(String(message)))).toHaveLength(1);
});

test('is alive but not ready when the database does not answer', async () => {
  const { app, logs } = await startService({ DATABASE_URL: NO_DATABASE });
  expect(await app.inject('/health')).toMatchObject({ statusCode: 200 });
  const ready = await app.inject('/health/ready');
  expect(ready.statusCode).toBe(503);
  expect(ready.json()).toEqual({
    status: 'not ready',
    checks: { database: 'unavailable', upstream: 'not configured' },
  });
  expect(logs()).toContainEqual(expect.objectContaining({ level: 'warn', message: 'The database does not answer' }));
});

test('answers an error of the database with a problem that does not tell the address', async () => {
  const { app, logs } = await startService({ DATABASE_URL: NO_DATABASE });
  const answer = await app.inject({ method: 'POST', url: '/notes', payload: { text: 'Buy milk' } });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBe('5');
  expect(answer.json()).toEqual({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'The database does not answer',
  });
  expect(logs()).toContainEqual(expect.objectContaining({ level: 'error', message: 'The request failed' }));
  expect(JSON.stringify(logs())).not.toContain('secret');
});

test.each(['/', '/health', '/metrics', '/nothing', '/notes/first'])('lets no browser guess what %s is', async (url) => {
  const { app } = await startService();
  expect((await app.inject(url)).headers['x-content-type-options']).toBe('nosniff');
});

test.each([
  ['a path that does not exist', { url: '/nothing' }, 404],
  ['broken JSON', { method: 'POST', url: '/notes', body: '{', headers: { 'content-type': 'application/json' } }, 400],
  ['another type', { method: 'POST', url: '/notes', body: 'a', headers: { 'content-type': 'text/csv' } }, 415],
] as const)('answers %s with a problem', async (_, request, status) => {
  const { app } = await startService();
  const answer = await app.inject(request);
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toMatch('application/problem+json');
  expect(answer.json()).toMatchObject({ type: 'about:blank', status, detail: expect.any(String) });
});

test.each([
  ['hides', 'false', undefined],
  ['shows', 'true', 'a defect'],
])('%s the reason of an unexpected error when DEBUG is %s', async (_, debug, detail) => {
  const { app } = await startFailingService(debug);
  const answer = await app.inject('/defect');
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({ type: 'about:blank', title: 'Internal Server Error', status: 500, detail });
});

test('logs requests as JSON, and probes only when debugging', async () => {
  const { app, logs } = await startService({ ENVIRONMENT: 'staging' });
  await app.inject('/notes?limit=5');
  await app.inject('/health');
  const requests = logs().filter(({ message }) => message === 'Request served');
  expect(requests).toEqual([
    expect.objectContaining({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      service: service.name,
      environment: 'staging',
      method: 'GET',
      path: '/notes',
      code: 200,
      duration_ms: expect.any(Number),
    }),
  ]);

  const debugging = await startService({ LOG_LEVEL: 'DEBUG' });
  await debugging.app.inject('/health');
  expect(debugging.logs()).toContainEqual(expect.objectContaining({ level: 'debug', path: '/health' }));
});

async function startFailingService(debug: string) {
  const { createApp } = await import('../../src/app.ts');
  const { readSettings } = await import('../../src/settings.ts');
  const app = await createApp(readSettings({ DEBUG: debug, LOG_LEVEL: 'ERROR' }), { write: () => undefined });
  app.get('/defect', async () => {
    throw new Error('a defect');
  });
  return { app };
}

test('waits for no connection that asks nothing when it stops', async () => {
  const { app } = await startService();
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const connected = once(app.server, 'connection');
  const silent = connect(Number(port), '127.0.0.1');
  await connected;
  const hungUp = once(silent, 'close');
  await app.close();
  await hungUp;
});
