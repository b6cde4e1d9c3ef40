import { expect, test } from 'vitest';
import { TokenBuckets } from '../../src/http/rate-limit.ts';
import { startService, stopClock } from '../support/service.ts';

test('allows a burst, then the steady rate', () => {
  let now = 0;
  const buckets = new TokenBuckets(2, 0.5, () => now);
  expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 2]);
  now = 1_500;
  expect(buckets.take('a')).toBe(1);
  now = 2_000;
  expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 2]);
});

test('never saves more than the burst', () => {
  let now = 0;
  const buckets = new TokenBuckets(2, 1, () => now);
  buckets.take('a');
  now = 3_600_000;
  expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 1]);
});

test('counts each client for itself, and forgets the one that was away for longest', () => {
  const buckets = new TokenBuckets(1, 1, () => 0);
  expect([buckets.take('first'), buckets.take('first')]).toEqual([0, 1]);
  for (let client = 0; client < 10_000; client += 1) expect(buckets.take(`client ${client}`)).toBe(0);
  expect(buckets.take('client 9999')).toBe(1);
  expect(buckets.take('first')).toBe(0);
});

test('refuses a client that asks too often, but no other client and no probe', async () => {
  const { app } = await startService({ RATE_LIMITING: 'true' });
  const ask = (url: string, client: string) =>
    app.inject({ url, headers: { 'x-forwarded-for': `198.51.100.7, ${client}` }, remoteAddress: '10.0.0.1' });

  stopClock();
  for (let request = 0; request < 100; request += 1) {
    expect(await ask('/', '203.0.113.1')).toMatchObject({ statusCode: 200 });
  }
  const refused = await ask('/', '203.0.113.1');
  expect(refused.statusCode).toBe(429);
  expect(refused.headers['retry-after']).toBe('1');
  expect(await ask('/', '203.0.113.2')).toMatchObject({ statusCode: 200 });
  expect(await ask('/health', '203.0.113.1')).toMatchObject({ statusCode: 200 });
});

test('does not limit unless it is told to', async () => {
  const { app } = await startService();
  for (let request = 0; request < 101; request += 1) expect(await app.inject('/')).toMatchObject({ statusCode: 200 });
});
