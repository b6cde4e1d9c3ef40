/** How a container will go: it serves, it cannot be pulled, it crashes, or it runs to an end. */
export type ContainerFate =
  | { kind: 'serves' }
  | { kind: 'unpullable' }
  | { kind: 'crashes' }
  | { kind: 'finishes'; exitCode: number };

/** Where a container stands; times are simulated seconds since the pod was created. */
export type ContainerMoment =
  | { kind: 'pending' }
  | { kind: 'creating' }
  | { kind: 'pull-failed' }
  | { kind: 'pull-back-off' }
  | { kind: 'running'; since: number; ready: boolean; restarts: number }
  | { kind: 'crashed'; since: number; at: number; restarts: number }
  | {
      kind: 'back-off';
      since: number;
      at: number;
      restarts: number;
      delay: number;
    }
  | { kind: 'finished'; since: number; at: number; exitCode: number };

const SCHEDULED_AT = 0.5;
const STARTED_AT = 2;
const READY_AFTER = 3;
const PULL_FAILED_FOR = 5;
const CRASHES_AFTER = 3;
const CRASHED_FOR = 1;
const FINISHES_AFTER = 6;
const FIRST_BACK_OFF = 10;
const LONGEST_BACK_OFF = 300;

/** Where a container stands after some seconds, and when that changes. */
export function containerAt(
  fate: ContainerFate,
  elapsed: number,
): { moment: ContainerMoment; next: number | undefined } {
  if (elapsed < SCHEDULED_AT) {
    return { moment: { kind: 'pending' }, next: SCHEDULED_AT - elapsed };
  }
  if (elapsed < STARTED_AT) {
    return { moment: { kind: 'creating' }, next: STARTED_AT - elapsed };
  }
  switch (fate.kind) {
    case 'unpullable': {
      const until = STARTED_AT + PULL_FAILED_FOR;
      return elapsed < until
        ? { moment: { kind: 'pull-failed' }, next: until - elapsed }
        : { moment: { kind: 'pull-back-off' }, next: undefined };
    }
    case 'serves': {
      const readyAt = STARTED_AT + READY_AFTER;
      const ready = elapsed >= readyAt;
      return {
        moment: { kind: 'running', since: STARTED_AT, ready, restarts: 0 },
        next: ready ? undefined : readyAt - elapsed,
      };
    }
    case 'finishes': {
      const at = STARTED_AT + FINISHES_AFTER;
      return elapsed < at
        ? {
            moment: {
              kind: 'running',
              since: STARTED_AT,
              ready: false,
              restarts: 0,
            },
            next: at - elapsed,
          }
        : {
            moment: {
              kind: 'finished',
              since: STARTED_AT,
              at,
              exitCode: fate.exitCode,
            },
            next: undefined,
          };
    }
    case 'crashes':
      return crashingAt(elapsed);
    default: {
      const impossible: never = fate;
      return impossible;
    }
  }
}

/** Start, crash, wait twice as long as before: the kubelet's back-off, from ten seconds to five minutes. */
function crashingAt(elapsed: number): {
  moment: ContainerMoment;
  next: number | undefined;
} {
  let since = STARTED_AT;
  let delay = FIRST_BACK_OFF;
  let restarts = 0;
  const longestRound = CRASHES_AFTER + LONGEST_BACK_OFF;
  while (since + CRASHES_AFTER + delay <= elapsed) {
    if (delay === LONGEST_BACK_OFF) {
      const rounds = Math.floor((elapsed - since) / longestRound);
      since += rounds * longestRound;
      restarts += rounds;
      break;
    }
    since += CRASHES_AFTER + delay;
    restarts += 1;
    delay = Math.min(delay * 2, LONGEST_BACK_OFF);
  }
  const at = since + CRASHES_AFTER;
  if (elapsed < at) {
    return {
      moment: { kind: 'running', since, ready: false, restarts },
      next: at - elapsed,
    };
  }
  if (elapsed < at + CRASHED_FOR) {
    return {
      moment: { kind: 'crashed', since, at, restarts },
      next: at + CRASHED_FOR - elapsed,
    };
  }
  return {
    moment: { kind: 'back-off', since, at, restarts, delay },
    next: Math.max(at + delay - elapsed, 0.1),
  };
}
