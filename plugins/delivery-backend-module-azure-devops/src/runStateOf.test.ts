import { recordStateOf, runStateOf } from './runStateOf';

describe('runStateOf', () => {
  it.each([
    ['none', null, 'queued'],
    ['notStarted', null, 'queued'],
    ['postponed', null, 'queued'],
    ['inProgress', null, 'running'],
    ['cancelling', null, 'running'],
    ['completed', 'succeeded', 'succeeded'],
    ['completed', 'partiallySucceeded', 'succeeded'],
    ['completed', 'failed', 'failed'],
    ['completed', 'canceled', 'cancelled'],
    ['completed', 'none', 'failed'],
  ])('maps a build %s, %s to %s', (status, result, state) => {
    expect(runStateOf(status, result)).toBe(state);
  });

  it.each([
    ['pending', null, 'queued'],
    ['inProgress', null, 'running'],
    ['completed', 'succeeded', 'succeeded'],
    ['completed', 'succeededWithIssues', 'succeeded'],
    ['completed', 'failed', 'failed'],
    ['completed', 'canceled', 'cancelled'],
    ['completed', 'skipped', 'skipped'],
    ['completed', 'abandoned', 'failed'],
  ])('maps a stage %s, %s to %s', (state, result, expected) => {
    expect(recordStateOf({ state, result })).toBe(expected);
  });
});
