import { createHash } from 'node:crypto';
import {
  createScope,
  defaultEnvironment,
  NeedValue,
  ProgressStatus,
} from './createScope';
import { effectOf } from './effects/stepEffects';
import { ResolvedStep, StepContext, StepOutcome } from './effects/StepEffect';
import {
  evaluateCondition,
  evaluateText,
  interpolate,
} from './expressions/interpolate';
import { ExpressionScope, isTruthy } from './expressions/ExpressionValue';
import {
  RunnerContext,
  RunSignals,
  SandboxStoppedError,
} from './RunnerContext';
import { JobState, RunState, Workspace } from './RunState';
import { SandboxFile } from './SandboxFile';
import { StepProgress } from './StepProgress';
import { Workflow, WorkflowJob, WorkflowStep } from './workflow/workflowSchema';

/** One job to walk through. */
export interface JobOptions {
  context: RunnerContext;
  run: RunState;
  workflow: Workflow;
  definition: WorkflowJob;
  job: JobState;
  needs: Record<string, NeedValue>;
  sandboxFile: SandboxFile;
  /** Why the job cannot even be set up. */
  problem?: string;
  signals: RunSignals;
}

const DEFAULT_TIMEOUT_MINUTES = 360;

/** Walks the steps of a job over simulated time and tells the forge of each. */
export class JobExecution {
  readonly #options: JobOptions;
  readonly #progress: StepProgress;
  readonly #workspace: Workspace = new Map();
  readonly #steps: Record<
    string,
    { outcome: string; conclusion: string; outputs: Record<string, string> }
  > = {};
  #status: ProgressStatus = 'success';
  #mustFail: boolean;
  #elapsedSeconds = 0;

  constructor(options: JobOptions) {
    this.#options = options;
    this.#mustFail = options.sandboxFile.pipeline.fail.includes(
      options.job.jobId,
    );
    this.#progress = new StepProgress({
      context: options.context,
      jobId: options.job.forgeJobId,
      silent: options.run.silent,
      names: [
        'Set up job',
        ...options.definition.steps.map(nameOf),
        'Complete job',
      ],
    });
  }

  /** Runs the job and leaves result and outputs in its state. */
  async run(): Promise<void> {
    const { definition, job } = this.#options;
    await this.#wait(2);
    this.#progress.startJob();
    await this.#setUp();
    for (const [index, step] of definition.steps.entries()) {
      await this.#walk(step, index + 1);
    }
    const last = definition.steps.length + 1;
    this.#progress.begin(last);
    await this.#wait(1);
    this.#progress.end(last, 'success');
    job.outputs = this.#outputs();
    job.result = this.#status;
    this.#progress.completeJob(job.result);
  }

  async #setUp(): Promise<void> {
    const { problem } = this.#options;
    this.#progress.begin(0);
    this.#progress.log.write('Current runner version: sandbox');
    await this.#wait(2);
    if (problem) {
      this.#progress.log.write(`##[error]${problem}`);
      this.#status = 'failure';
    }
    this.#progress.end(0, problem ? 'failure' : 'success');
  }

  async #walk(step: WorkflowStep, index: number): Promise<void> {
    if (this.#options.signals.cancelled.aborted) {
      this.#status = 'cancelled';
    }
    const outcome = await this.#attempt(step, index);
    if (!outcome) {
      this.#remember(step, 'skipped', 'skipped', {});
      this.#progress.end(index, 'skipped');
      return;
    }
    if (outcome.conclusion === 'success') {
      this.#remember(step, 'success', 'success', outcome.outputs);
      this.#progress.end(index, 'success');
      return;
    }
    const cancelled = this.#status === 'cancelled';
    const tolerated = !cancelled && this.#isTolerated(step);
    const conclusion = cancelled ? 'cancelled' : 'failure';
    this.#progress.log.write(`##[error]${outcome.message}`);
    this.#remember(step, conclusion, tolerated ? 'success' : conclusion, {});
    this.#progress.end(index, tolerated ? 'success' : conclusion);
    if (!tolerated && !cancelled) {
      this.#status = 'failure';
    }
  }

  #isTolerated(step: WorkflowStep): boolean {
    const value = evaluateText(
      String(step['continue-on-error']),
      this.#scope(step.env),
    );
    return value !== 'false' && isTruthy(value);
  }

  /** Undefined if the step's condition does not hold. */
  async #attempt(
    step: WorkflowStep,
    index: number,
  ): Promise<StepOutcome | undefined> {
    try {
      if (!evaluateCondition(step.if, this.#scope(step.env))) {
        return undefined;
      }
      this.#progress.begin(index);
      return await this.#perform(this.#resolve(step), index);
    } catch (error) {
      if (error instanceof SandboxStoppedError) {
        throw error;
      }
      return {
        conclusion: 'failure',
        message: error instanceof Error ? error.message : String(error),
      };
    }
  }

  async #perform(step: ResolvedStep, index: number): Promise<StepOutcome> {
    const { job, definition, run } = this.#options;
    const effect = effectOf(step, job.jobId);
    const last = index === definition.steps.length;
    this.#progress.log.write(`##[group]Run ${step.action ?? step.run.trim()}`);
    this.#progress.log.write('##[endgroup]');
    await this.#wait(effect.seconds(step) * jitter(run, step.name));
    const early = this.#endedEarly();
    if (early) {
      return early;
    }
    if (this.#mustFail && (effect.isCheck || last)) {
      this.#mustFail = false;
      return {
        conclusion: 'failure',
        message:
          effect.fail?.(this.#stepContext(step)) ??
          'Process completed with exit code 1.',
      };
    }
    return effect.apply(this.#stepContext(step));
  }

  #endedEarly(): StepOutcome | undefined {
    const { signals, definition } = this.#options;
    const minutes = Number(
      definition['timeout-minutes'] ?? DEFAULT_TIMEOUT_MINUTES,
    );
    if (this.#status === 'cancelled') {
      return undefined;
    }
    if (signals.cancelled.aborted) {
      this.#status = 'cancelled';
      return { conclusion: 'failure', message: 'The operation was canceled.' };
    }
    if (this.#elapsedSeconds > minutes * 60) {
      this.#status = 'cancelled';
      return {
        conclusion: 'failure',
        message: `The job has exceeded the maximum execution time of ${minutes}m0s`,
      };
    }
    return undefined;
  }

  #stepContext(step: ResolvedStep): StepContext {
    const { context, run, job, needs, sandboxFile } = this.#options;
    return {
      ...context,
      step,
      run,
      jobId: job.jobId,
      needs: Object.fromEntries(
        Object.entries(needs).map(([id, need]) => [id, need.result]),
      ),
      workspace: this.#workspace,
      sandboxFile,
      log: line => this.#progress.log.write(line),
    };
  }

  #resolve(step: WorkflowStep): ResolvedStep {
    const scope = this.#scope(step.env);
    return {
      id: step.id,
      name: interpolate(nameOf(step), scope),
      action: step.uses?.replace(/@.*$/, ''),
      run: interpolate(step.run ?? '', scope),
      inputs: interpolateAll(step.with, scope),
      env: {
        ...defaultEnvironment(this.#options.run),
        ...this.#environment(step.env),
      },
    };
  }

  #environment(ofStep: Record<string, string>): Record<string, string> {
    const { workflow, definition } = this.#options;
    let env: Record<string, string> = {};
    for (const level of [workflow.env, definition.env, ofStep]) {
      env = { ...env, ...interpolateAll(level, this.#createScope(env)) };
    }
    return env;
  }

  #scope(ofStep: Record<string, string>): ExpressionScope {
    return this.#createScope(this.#environment(ofStep));
  }

  #createScope(env: Record<string, string>): ExpressionScope {
    const { run, workflow, job, needs } = this.#options;
    return createScope({
      run,
      status: this.#status,
      workflowName: workflow.name ?? run.workflowPath,
      jobId: job.jobId,
      needs,
      matrix: job.cell,
      env,
      steps: this.#steps,
    });
  }

  #outputs(): Record<string, string> {
    return interpolateAll(this.#options.definition.outputs, this.#scope({}));
  }

  #remember(
    step: WorkflowStep,
    outcome: string,
    conclusion: string,
    outputs: Record<string, string>,
  ): void {
    if (step.id) {
      this.#steps[step.id] = { outcome, conclusion, outputs };
    }
  }

  async #wait(seconds: number): Promise<void> {
    const { signals, context } = this.#options;
    const either = AbortSignal.any([signals.cancelled, signals.stopped]);
    await context.clock.wait(seconds, either);
    this.#elapsedSeconds += seconds;
    if (signals.stopped.aborted) {
      throw new SandboxStoppedError();
    }
  }
}

function nameOf(step: WorkflowStep): string {
  return (
    step.name ?? `Run ${step.uses ?? step.run?.trim().split('\n')[0] ?? ''}`
  );
}

function interpolateAll(
  texts: Record<string, string>,
  scope: ExpressionScope,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, interpolate(text, scope)]),
  );
}

/** Between 0.85 and 1.15, the same for the same step of the same commit. */
function jitter(run: RunState, step: string): number {
  const [byte] = createHash('sha256')
    .update(`${run.trigger.commit} ${step}`)
    .digest();
  return 0.85 + (0.3 * byte) / 255;
}
