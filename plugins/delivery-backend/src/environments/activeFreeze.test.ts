import fc from 'fast-check';
import { EnvironmentConfig, FreezeConfig } from '../pipelines/pipelineConfig';
import { activeFreeze } from './activeFreeze';

function frozen(freezes: FreezeConfig[], at: string) {
  const environment: EnvironmentConfig = {
    name: 'production',
    after: [],
    entry: 'manual',
    gates: [],
    verification: {
      soakSeconds: 1,
      timeoutSeconds: 1,
      watchSeconds: 1,
      checks: [],
    },
    rollback: 'manual',
    freezes,
    freezesBindRollbacks: false,
  };
  return activeFreeze(environment, new Date(at));
}

const weekend: FreezeConfig = {
  kind: 'weekly',
  name: 'weekend',
  from: { weekday: 5, hour: 16, minute: 0 },
  until: { weekday: 1, hour: 8, minute: 0 },
  timezone: 'Europe/Berlin',
};
const holidays: FreezeConfig = {
  kind: 'once',
  name: 'holidays',
  from: '2026-12-24T00:00:00.000Z',
  until: '2027-01-02T00:00:00.000Z',
};

describe('activeFreeze', () => {
  it.each([
    ['2026-11-20T14:59:59Z', undefined],
    ['2026-11-20T15:00:00Z', '2026-11-23T07:00:00.000Z'],
    ['2026-11-22T12:00:00Z', '2026-11-23T07:00:00.000Z'],
    ['2026-11-23T06:59:59Z', '2026-11-23T07:00:00.000Z'],
    ['2026-11-23T07:00:00Z', undefined],
    // Clocks go back on the morning of Sunday 25 October.
    ['2026-10-24T12:00:00Z', '2026-10-26T07:00:00.000Z'],
  ])('a weekly window around the weekend at %s', (at, until) => {
    expect(frozen([weekend], at)?.until).toBe(until);
  });

  it('of two freezes the one that ends last binds', () => {
    expect(frozen([weekend, holidays], '2026-12-26T12:00:00Z')?.name).toBe(
      'holidays',
    );
    expect(frozen([holidays], '2027-01-02T00:00:00Z')).toBeUndefined();
  });

  it('always tells a window that contains the moment', () => {
    const minute = fc.record({
      weekday: fc.integer({ min: 1, max: 7 }),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.integer({ min: 0, max: 59 }),
    });
    fc.assert(
      fc.property(
        minute,
        minute,
        fc.date({
          min: new Date('2026-01-01'),
          max: new Date('2027-12-31'),
          noInvalidDate: true,
        }),
        (from, until, now) => {
          const freeze = frozen(
            [{ ...weekend, from, until }],
            now.toISOString(),
          );
          const at = now.toISOString();
          const contains = !freeze || (freeze.from <= at && at < freeze.until);
          expect(contains).toBe(true);
        },
      ),
    );
  });
});
