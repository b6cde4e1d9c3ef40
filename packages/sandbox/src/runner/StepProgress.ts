import { Conclusion, WorkflowStepRecord } from '../forge/actions/records';
import { RunnerContext } from './RunnerContext';
import { StepLog } from './StepLog';

/** What the forge shows of the steps of a job while they run. */
export class StepProgress {
  readonly log: StepLog;
  readonly #context: RunnerContext;
  readonly #jobId: number;
  readonly #silent: boolean;
  readonly #records: WorkflowStepRecord[];

  constructor(options: {
    context: RunnerContext;
    /** Id of the job in the forge. */
    jobId: number;
    /** Part of the seeded history: nobody watches it while it is made. */
    silent: boolean;
    names: string[];
  }) {
    this.#context = options.context;
    this.#jobId = options.jobId;
    this.#silent = options.silent;
    this.log = new StepLog(() => options.context.clock.now());
    this.#records = options.names.map((name, index) => ({
      number: index + 1,
      name,
      status: 'queued',
    }));
  }

  startJob(): void {
    const { forge, clock } = this.#context;
    forge.updateJob(this.#jobId, {
      status: 'in_progress',
      startedAt: clock.now(),
      steps: this.#records,
    });
  }

  completeJob(conclusion: Conclusion): void {
    const { forge, clock } = this.#context;
    forge.writeJobLog(this.#jobId, this.log.text());
    forge.updateJob(this.#jobId, {
      status: 'completed',
      conclusion,
      completedAt: clock.now(),
      steps: this.#records,
    });
  }

  begin(index: number): void {
    const record = this.#records[index];
    record.status = 'in_progress';
    record.startedAt = this.#now();
    this.#publish();
  }

  end(index: number, conclusion: Conclusion): void {
    const record = this.#records[index];
    record.status = 'completed';
    record.conclusion = conclusion;
    record.startedAt ??= this.#now();
    record.completedAt = this.#now();
    this.#publish();
  }

  #publish(): void {
    if (this.#silent) {
      return;
    }
    const { forge } = this.#context;
    forge.updateJob(this.#jobId, { steps: this.#records });
    forge.writeJobLog(this.#jobId, this.log.text());
  }

  #now(): string {
    return this.#context.clock.now().toISOString();
  }
}
