import { DateTime } from 'luxon';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of time in its largest unit that counts: `4 s`, `58 min`, `3 h`, `6 d`. */
export function formatSpan(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < MINUTE) {
    return `${Math.floor(span / SECOND)} s`;
  }
  if (span < HOUR) {
    return `${Math.floor(span / MINUTE)} min`;
  }
  if (span < DAY) {
    return `${Math.floor(span / HOUR)} h`;
  }
  return `${Math.floor(span / DAY)} d`;
}

/** Too short ago for a number that anybody reads. */
export const JUST_NOW_MS = 5 * SECOND;

/** How long something took, to the second: `42 s`, `6 m 12 s`, `1 h 04 m`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / SECOND));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} m ${String(seconds % 60).padStart(2, '0')} s`;
  }
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(
    2,
    '0',
  )} m`;
}

function local(iso: string): DateTime {
  return DateTime.fromISO(iso).setLocale('en-GB');
}

/** The whole truth, for hover: `Fri 20 Nov 2026 15:44:10 CET`. */
export function formatExact(iso: string): string {
  return local(iso).toFormat('ccc d LLL yyyy HH:mm:ss ZZZZ');
}

/** A clock time that someone waits for: `16:48` today, else `Mon 08:00 CET` or with the date when it is over six days away. */
export function formatClock(iso: string, now: number): string {
  const time = local(iso);
  const today = DateTime.fromMillis(now);
  if (time.hasSame(today, 'day')) {
    return time.toFormat('HH:mm');
  }
  const isNear = Math.abs(time.toMillis() - now) < 6 * DAY;
  return time.toFormat(isNear ? 'ccc HH:mm ZZZZ' : 'd LLL HH:mm ZZZZ');
}

/** A day as lists head it: `Sat 14 Nov`, with the year when it is not this one. */
export function formatDay(iso: string, now: number): string {
  const day = local(iso);
  const isThisYear = day.year === DateTime.fromMillis(now).year;
  return day.toFormat(isThisYear ? 'ccc d LLL' : 'ccc d LLL yyyy');
}

/** The calendar day, to group by. */
export function dayKey(iso: string): string {
  return local(iso).toISODate() ?? iso;
}
