const MAX_PAUSE_MS = 60 * 60 * 1000;
const DEFAULT_PAUSE_MS = 60 * 1000;

/**
 * Until when an upstream wants no further request, by `Retry-After` and by the rate-limit headers of GitHub and Azure
 * DevOps; undefined if it does not ask to wait. Azure DevOps asks with good answers already, before it refuses.
 */
export function pauseUntil(
  status: number,
  headers: Headers,
  now: Date,
): Date | undefined {
  const limited = [200, 304, 403, 429, 503].includes(status);
  const retryAfter = headers.get('retry-after');
  if (limited && retryAfter) {
    return capped(readRetryAfter(retryAfter, now), now);
  }
  if (headers.get('x-ratelimit-remaining') === '0') {
    const reset = Number(headers.get('x-ratelimit-reset'));
    if (Number.isFinite(reset) && reset > 0) {
      const until = new Date(reset * 1000);
      return until > now ? capped(until, now) : undefined;
    }
  }
  return status === 429
    ? new Date(now.getTime() + DEFAULT_PAUSE_MS)
    : undefined;
}

function readRetryAfter(value: string, now: Date): Date {
  const seconds = Number(value);
  if (Number.isFinite(seconds) && seconds >= 0) {
    return new Date(now.getTime() + seconds * 1000);
  }
  const date = new Date(value);
  return Number.isNaN(date.getTime())
    ? new Date(now.getTime() + DEFAULT_PAUSE_MS)
    : date;
}

// A wrong clock upstream must not silence a source for days.
function capped(until: Date, now: Date): Date {
  return new Date(Math.min(until.getTime(), now.getTime() + MAX_PAUSE_MS));
}
