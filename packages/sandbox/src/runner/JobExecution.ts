import { interpolateAll } from './expressions/interpolate';
import { JobMachine } from './JobMachine';
import { JobOptions } from './JobOptions';
import { StepProgress } from './StepProgress';
import { StepSequence } from './StepSequence';
import { nameOf } from './workflow/stepSchema';
import { pathOf } from './WorkflowCall';

/** Walks the steps of a job over simulated time and tells the forge of each. */
export class JobExecution {
  readonly #options: JobOptions;
  readonly #progress: StepProgress;
  readonly #machine: JobMachine;
  readonly #steps: StepSequence;

  constructor(options: JobOptions) {
    const { context, run, workflow, definition, job } = options;
    this.#options = options;
    this.#progress = new StepProgress({
      context,
      jobId: job.forgeJobId,
      silent: run.silent,
      names: ['Set up job', ...definition.steps.map(nameOf), 'Complete job'],
    });
    this.#machine = new JobMachine({
      context,
      signals: options.signals,
      timeoutMinutes: definition['timeout-minutes'],
      mustFail: isToFail(options),
    });
    this.#steps = new StepSequence({
      job: options,
      machine: this.#machine,
      log: this.#progress.log,
      env: [workflow.env, definition.env],
    });
  }

  /** Runs the job and leaves result and outputs in its state. */
  async run(): Promise<void> {
    const { definition, job } = this.#options;
    await this.#machine.wait(2);
    this.#progress.startJob();
    await this.#setUp();
    const last = definition.steps.length;
    for (const [index, step] of definition.steps.entries()) {
      const conclusion = await this.#steps.walk(step, {
        isLast: index + 1 === last,
        onBegin: () => this.#progress.begin(index + 1),
      });
      this.#progress.end(index + 1, conclusion);
    }
    this.#progress.begin(last + 1);
    await this.#machine.wait(1);
    this.#progress.end(last + 1, 'success');
    job.outputs = interpolateAll(definition.outputs, this.#steps.scope());
    job.result = this.#steps.status;
    this.#progress.completeJob(job.result);
  }

  async #setUp(): Promise<void> {
    const { problem } = this.#options;
    this.#progress.begin(0);
    this.#progress.log.write('Current runner version: sandbox');
    await this.#machine.wait(2);
    if (problem) {
      this.#progress.log.write(`##[error]${problem}`);
      this.#steps.status = 'failure';
    }
    this.#progress.end(0, problem ? 'failure' : 'success');
  }
}

/** `.sandbox.yaml` names the job, or a job that called its workflow. */
function isToFail({ job, sandboxFile }: JobOptions): boolean {
  const path = pathOf(job.caller, job.jobId);
  return sandboxFile.pipeline.fail.some(
    named => path === named || path.startsWith(`${named}/`),
  );
}
