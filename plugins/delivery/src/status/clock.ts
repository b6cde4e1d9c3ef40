import { useSyncExternalStore } from 'react';

const TICK_MS = 5_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function tick() {
  now = Date.now();
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    now = Date.now();
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function read(): number {
  // Nothing ticks before the first subscription. React reads twice and expects the same answer.
  if (!timer && Math.abs(Date.now() - now) >= TICK_MS) {
    now = Date.now();
  }
  return now;
}

/** The present in milliseconds. One timer serves every age on the page, so that they all change together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read);
}
