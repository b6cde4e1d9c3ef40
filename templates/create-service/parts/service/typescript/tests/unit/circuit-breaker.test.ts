import { beforeEach, expect, test } from 'vitest';
import { CircuitBreaker, CircuitOpenError } from '../../src/upstream/circuit-breaker.ts';

let now: number;
let breaker: CircuitBreaker;

const works = async () => 'answer';
const fails = async () => {
  throw new Error('down');
};

beforeEach(async () => {
  now = 0;
  breaker = new CircuitBreaker({ failureThreshold: 2, openMilliseconds: 10_000, now: () => now });
});

async function open(): Promise<void> {
  await expect(breaker.run(fails)).rejects.toThrow('down');
  await expect(breaker.run(fails)).rejects.toThrow('down');
}

test('passes calls on while it is closed', async () => {
  await expect(breaker.run(works)).resolves.toBe('answer');
  expect(breaker.state).toBe('closed');
});

test('opens after failures in a row, and then calls nobody', async () => {
  await open();
  now = 3_500;
  expect(breaker.state).toBe('open');
  const refusal = await breaker.run(works).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(CircuitOpenError);
  expect(refusal).toMatchObject({ retryAfterSeconds: 7 });
});

test('forgets failures when a call succeeds', async () => {
  await expect(breaker.run(fails)).rejects.toThrow('down');
  await breaker.run(works);
  await expect(breaker.run(fails)).rejects.toThrow('down');
  expect(breaker.state).toBe('closed');
});

test('lets one call try after a while, and closes when it succeeds', async () => {
  await open();
  now = 10_000;
  expect(breaker.state).toBe('half-open');
  const trial = breaker.run(works);
  await expect(breaker.run(works)).rejects.toThrow(CircuitOpenError);
  await expect(trial).resolves.toBe('answer');
  expect(breaker.state).toBe('closed');
});

test('opens again when the trial fails', async () => {
  await open();
  now = 10_000;
  await expect(breaker.run(fails)).rejects.toThrow('down');
  expect(breaker.state).toBe('open');
});

test('a call from before it opened comes too late to close it', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const late = breaker.run(() => promise);
  await open();
  resolve('late');
  await expect(late).resolves.toBe('late');
  expect(breaker.state).toBe('open');
});

test('stands as the defaults say', async () => {
  const standard = new CircuitBreaker();
  for (let failure = 1; failure <= 5; failure += 1) {
    expect(standard.state).toBe('closed');
    await expect(standard.run(fails)).rejects.toThrow('down');
  }
  expect(standard.state).toBe('open');
});
