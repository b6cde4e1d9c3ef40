/** The replicas that a ReplicaSet was asked for, and how many of them are ready. */
export interface Replicas {
  desired: number;
  ready: number;
}

/**
 * How many replicas the new and the old ReplicaSets get next: never more in all than `desired` and the surge, and never
 * fewer ready ones than `desired` less what may be unavailable. Unready old pods go first.
 */
export function planRollingUpdate(options: {
  desired: number;
  surge: number;
  unavailable: number;
  current: Replicas;
  old: Replicas[];
}): { current: number; old: number[] } {
  const { desired, surge, current, old } = options;
  // With neither, nothing could ever move.
  const unavailable = Math.max(options.unavailable, surge === 0 ? 1 : 0);
  const oldDesired = sum(old.map(set => set.desired));
  const room = desired + surge - oldDesired - current.desired;
  const next = Math.min(desired, current.desired + Math.max(0, room));
  const needed = desired - unavailable;
  const currentReady = Math.min(next, current.ready);
  // New pods that are not ready yet leave no room: they count as missing.
  let unready = Math.max(0, oldDesired + currentReady - needed);
  let ready = Math.max(
    0,
    sum(old.map(set => set.ready)) + currentReady - needed,
  );
  return {
    current: next,
    old: old.map(set => {
      const broken = Math.min(unready, set.desired - set.ready);
      const spare = Math.min(ready, set.ready);
      unready -= broken;
      ready -= spare;
      return set.desired - broken - spare;
    }),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
