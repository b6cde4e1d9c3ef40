import { setTimeout } from 'timers/promises';

/** Waits, but no longer than until the signal aborts; then it just returns. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
}

/** The pause before the next try: twice as long every time, with jitter so that many do not come back at once. */
export function backoffMs(
  attempt: number,
  limits: { first: number; longest: number },
): number {
  const full = Math.min(limits.longest, limits.first * 2 ** attempt);
  return full / 2 + (Math.random() * full) / 2;
}
