import { findingClock } from './findingClock';

const now = new Date('2026-11-20T15:42:00Z');

describe('findingClock', () => {
  it('counts the days that are left, and amber begins at ten', () => {
    expect(
      findingClock({ state: 'open', dueAt: '2026-11-25T15:00:00Z' }, now),
    ).toMatchObject({ kind: 'due-soon', days: 5 });
    expect(
      findingClock({ state: 'open', dueAt: '2026-12-02T15:00:00Z' }, now),
    ).toMatchObject({ kind: 'due', days: 12 });
  });

  it('runs on for what is only acknowledged', () => {
    expect(
      findingClock(
        { state: 'acknowledged', dueAt: '2026-11-17T12:00:00Z' },
        now,
      ),
    ).toMatchObject({ kind: 'overdue', days: 3 });
  });

  it('stops for a decision and shows when that ends', () => {
    expect(
      findingClock(
        {
          state: 'risk-accepted',
          dueAt: '2026-11-01T00:00:00Z',
          acceptedUntil: '2026-11-27T00:00:00Z',
        },
        now,
      ),
    ).toEqual({ kind: 'accepted', until: '2026-11-27T00:00:00Z' });
    expect(
      findingClock(
        { state: 'false-positive', dueAt: '2026-11-01T00:00:00Z' },
        now,
      ),
    ).toEqual({ kind: 'none' });
  });

  it('is silent for a severity without a clock', () => {
    expect(findingClock({ state: 'open' }, now)).toEqual({ kind: 'none' });
  });
});
