import { jobStateOf, runStateOf } from './runStateOf';

describe('runStateOf', () => {
  it.each([
    ['created', 'queued'],
    ['waiting_for_resource', 'queued'],
    ['waiting_for_callback', 'queued'],
    ['preparing', 'queued'],
    ['pending', 'queued'],
    ['scheduled', 'queued'],
    ['manual', 'queued'],
    ['running', 'running'],
    ['canceling', 'running'],
    ['success', 'succeeded'],
    ['failed', 'failed'],
    ['canceled', 'cancelled'],
    ['skipped', 'skipped'],
  ])('maps %s to %s', (status, state) => {
    expect(runStateOf(status)).toBe(state);
  });

  it.each([
    ['failed', true, 'succeeded'],
    ['failed', false, 'failed'],
    ['manual', true, 'skipped'],
    ['manual', false, 'queued'],
  ])('maps a job %s that may fail: %s to %s', (status, allowed, state) => {
    expect(jobStateOf({ status, allow_failure: allowed })).toBe(state);
  });
});
