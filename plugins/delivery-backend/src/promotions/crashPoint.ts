/**
 * Places where a process may die, in the order in which a promotion passes them. Each leaves something half-done that the
 * next process must finish.
 */
export const crashPointNames = [
  'after-claim',
  'before-save',
  'during-save',
  'after-save',
  'before-notify',
  'after-notify',
  'after-intent',
  'before-commit',
  'before-push',
  'after-push',
  'after-write',
  'before-release',
] as const;

export type CrashPointName = (typeof crashPointNames)[number];

/** Called at every crash point; a test ends the process from it, or throws {@link WorkerKilled}. */
export type CrashPoint = (name: CrashPointName) => void | Promise<void>;

/** In production nothing happens at a crash point. */
export const noCrash: CrashPoint = () => undefined;

/** Makes a worker drop everything at once, as if its process was killed: it stores and releases nothing more. */
export class WorkerKilled extends Error {
  override readonly name = 'WorkerKilled';
}
