import {
  RunnerContext,
  RunSignals,
  SandboxStoppedError,
} from './RunnerContext';
import { Workspace } from './Workspace';

const DEFAULT_TIMEOUT_MINUTES = 360;

/** What a job runs on: its disk, its clock, and whether something shall go wrong on it. */
export class JobMachine {
  readonly workspace = new Workspace();
  readonly #context: RunnerContext;
  readonly #signals: RunSignals;
  readonly #timeoutMinutes: number;
  #mustFail: boolean;
  #elapsedSeconds = 0;

  constructor(options: {
    context: RunnerContext;
    signals: RunSignals;
    timeoutMinutes: number | string | undefined;
    /** `.sandbox.yaml` names the job. */
    mustFail: boolean;
  }) {
    this.#context = options.context;
    this.#signals = options.signals;
    this.#timeoutMinutes = Number(
      options.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES,
    );
    this.#mustFail = options.mustFail;
  }

  get isCancelled(): boolean {
    return this.#signals.cancelled.aborted;
  }

  /** Why the job may not go on: somebody cancelled it, or it took too long. */
  get interruption(): string | undefined {
    if (this.isCancelled) {
      return 'The operation was canceled.';
    }
    return this.#elapsedSeconds > this.#timeoutMinutes * 60
      ? `The job has exceeded the maximum execution time of ${
          this.#timeoutMinutes
        }m0s`
      : undefined;
  }

  /** True once if the job shall fail. */
  takeFailure(): boolean {
    const mustFail = this.#mustFail;
    this.#mustFail = false;
    return mustFail;
  }

  async wait(seconds: number): Promise<void> {
    const { cancelled, stopped } = this.#signals;
    const either = AbortSignal.any([cancelled, stopped]);
    await this.#context.clock.wait(seconds, either);
    this.#elapsedSeconds += seconds;
    if (stopped.aborted) {
      throw new SandboxStoppedError();
    }
  }
}
