import { Conclusion } from '../forge/actions/records';
import { PlannedJob } from './JobPlan';
import { RunnerContext } from './RunnerContext';
import { JobState, RunState } from './RunState';
import { WorkflowCall } from './WorkflowCall';

/** The jobs of one workflow of a run: in the state of the run, and in the forge. */
export class JobLedger {
  readonly #context: RunnerContext;
  readonly #run: RunState;
  readonly #call: WorkflowCall;

  constructor(context: RunnerContext, run: RunState, call: WorkflowCall) {
    this.#context = context;
    this.#run = run;
    this.#call = call;
  }

  /** The job, or the cells of its matrix. */
  of(jobId: string): JobState[] {
    const { caller } = this.#call;
    return this.#run.jobs.filter(
      job => job.jobId === jobId && (job.caller ?? '') === caller,
    );
  }

  /** The name under which jobs say that this one called them. */
  addressOf(jobId: string): string {
    const { caller } = this.#call;
    return caller ? `${caller}/${jobId}` : jobId;
  }

  /** True if a workflow that the job calls was begun. */
  hasCalled(jobId: string): boolean {
    const address = this.addressOf(jobId);
    return this.#run.jobs.some(
      ({ caller = '' }) =>
        caller === address ||
        caller.startsWith(`${address}/`) ||
        caller.startsWith(`${address}[`),
    );
  }

  create(jobId: string, { name, cell, labels }: PlannedJob): JobState {
    const { forge, clock } = this.#context;
    const { caller, namePrefix } = this.#call;
    const shown = `${namePrefix}${name}`;
    const { id } = forge.createJob({
      runId: this.#run.runId,
      name: shown,
      labels,
      status: 'queued',
      createdAt: clock.now(),
    });
    const job: JobState = {
      jobId,
      ...(caller && { caller }),
      name: shown,
      cell,
      forgeJobId: id,
      outputs: {},
    };
    this.#run.jobs.push(job);
    return job;
  }

  /** Ends a job that does not run, or cannot. */
  close(job: JobState, result: Conclusion, problem?: string): void {
    const { forge, clock } = this.#context;
    job.result = result;
    forge.updateJob(job.forgeJobId, {
      status: 'completed',
      conclusion: result,
      startedAt: clock.now(),
      completedAt: clock.now(),
    });
    if (problem) {
      forge.writeJobLog(job.forgeJobId, `${problem}\n`);
    }
  }
}
