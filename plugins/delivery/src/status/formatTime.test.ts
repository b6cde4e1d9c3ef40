import { formatClock, formatDuration, formatSpan } from './formatTime';

const MINUTE = 60_000;

describe('formatTime', () => {
  it.each([
    [4_000, '4 s'],
    [58 * MINUTE, '58 min'],
    [90 * MINUTE, '1 h'],
    [6 * 24 * 60 * MINUTE, '6 d'],
    [-5_000, '0 s'],
  ])('tells a span of %d ms in its largest unit: %s', (span, words) => {
    expect(formatSpan(span)).toBe(words);
  });

  it.each([
    [42_000, '42 s'],
    [372_000, '6 m 12 s'],
    [64 * MINUTE, '1 h 04 m'],
  ])('tells a duration of %d ms to the second: %s', (duration, words) => {
    expect(formatDuration(duration)).toBe(words);
  });

  it('names the day of a clock time that is not today', () => {
    const now = new Date(2026, 10, 20, 16, 42);
    const at = (day: number) => new Date(2026, 10, day, 8, 0).toISOString();
    expect(formatClock(at(20), now.getTime())).toBe('08:00');
    expect(formatClock(at(23), now.getTime())).toMatch(/^Mon 08:00 /);
    expect(formatClock(at(30), now.getTime())).toMatch(/^30 Nov 08:00 /);
  });
});
