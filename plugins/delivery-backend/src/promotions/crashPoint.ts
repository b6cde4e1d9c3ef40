/** Places where a process may die; each leaves something half-done that the next one must finish. */
export type CrashPointName =
  | 'after-claim'
  | 'after-intent'
  | 'before-push'
  | 'after-push'
  | 'before-save'
  | 'after-save'
  | 'before-notify'
  | 'after-notify';

/** Called at every crash point; a test throws {@link WorkerKilled} from it to end the process there. */
export type CrashPoint = (name: CrashPointName) => void | Promise<void>;

/** In production nothing happens at a crash point. */
export const noCrash: CrashPoint = () => undefined;

/** Makes a worker drop everything at once, as if its process was killed: it stores and releases nothing more. */
export class WorkerKilled extends Error {
  override readonly name = 'WorkerKilled';
}
