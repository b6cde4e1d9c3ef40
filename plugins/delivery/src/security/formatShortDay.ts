import { DateTime } from 'luxon';

/** A day as buttons and columns name it: `18 Dec`, with the year when it is not this one. */
export function formatShortDay(iso: string, now: number): string {
  const day = DateTime.fromISO(iso).setLocale('en-GB');
  const isThisYear = day.year === DateTime.fromMillis(now).year;
  return day.toFormat(isThisYear ? 'd LLL' : 'd LLL yyyy');
}
