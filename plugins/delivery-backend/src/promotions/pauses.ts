import { StoredPromotion } from './StoredPromotion';

/** Until when a waiting promotion rests at most; wakes come much earlier. */
export function pauseUntil(
  promotion: StoredPromotion,
  now: Date,
  until: string | undefined,
): string {
  const pause = now.getTime() + pauseSeconds(promotion) * 1000;
  const end = until === undefined ? pause : Date.parse(until);
  const soonest = now.getTime() + 200;
  return new Date(Math.max(soonest, Math.min(pause, end))).toISOString();
}

/** When to try again what failed so many times, each time later. Jitter keeps replicas apart. */
export function backoffUntil(
  now: Date,
  attempts: number,
  maxSeconds: number,
): string {
  const seconds = Math.min(maxSeconds, 2 ** attempts);
  const jittered = seconds * (0.5 + Math.random() / 2);
  return new Date(now.getTime() + jittered * 1000).toISOString();
}

function pauseSeconds({ state }: StoredPromotion): number {
  switch (state) {
    case 'awaiting-approval':
      return 30;
    case 'requested':
    case 'gating':
    case 'queued':
      return 10;
    default:
      return 2;
  }
}
