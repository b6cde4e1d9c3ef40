import { toError } from '@backstage/errors';
import { Conclusion } from '../forge/actions/records';
import { callWorkflow } from './callWorkflow';
import { combineResults } from './combineResults';
import {
  createScope,
  NeedValue,
  ProgressStatus,
  ScopeInput,
} from './createScope';
import { RunOptions } from './executeRun';
import { ExpressionScope } from './expressions/ExpressionValue';
import { evaluateCondition, interpolate } from './expressions/interpolate';
import { JobExecution } from './JobExecution';
import { JobLedger } from './JobLedger';
import { planJobs, planSkippedJob } from './JobPlan';
import { runCells } from './runCells';
import { SandboxStoppedError } from './RunnerContext';
import { settleAll } from './settleAll';
import { CallJob, isCall, StepsJob, WorkflowJob } from './workflow/jobSchema';
import { LoadedWorkflow } from './workflow/loadWorkflow';
import { WorkflowCall } from './WorkflowCall';

type Needs = Record<string, NeedValue>;

/** A workflow to walk through: the run's own, or one that a job calls. */
export interface WorkflowOptions extends RunOptions {
  call: WorkflowCall;
}

/** Walks the jobs of a workflow, each as soon as the jobs that it needs are done. */
export class WorkflowExecution {
  readonly #options: WorkflowOptions;
  readonly #ledger: JobLedger;
  readonly #finished = new Map<string, Promise<void>>();
  /** What jobs called, by their ids. */
  readonly #called = new Map<string, WorkflowExecution[]>();

  constructor(options: WorkflowOptions) {
    this.#options = options;
    const { context, run, call } = options;
    this.#ledger = new JobLedger(context, run, call);
  }

  /** Returns when all jobs are done; throws a SandboxStoppedError when they were left for the next start. */
  async run(): Promise<void> {
    await settleAll(Object.keys(this.#jobs).map(id => this.#finish(id)));
  }

  /** How the jobs ended together. */
  get result(): Conclusion {
    const ids = Object.keys(this.#jobs);
    return combineResults(ids.map(id => this.#resultOf(id)));
  }

  /** What the workflow gives to the job that called it. */
  get outputs(): Record<string, string> {
    const { outputs } = this.#options.loaded.interface;
    const scope = this.#scope({
      jobs: this.#valuesOf(Object.keys(this.#jobs)),
    });
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { value }]) => [
        name,
        interpolate(value, scope),
      ]),
    );
  }

  get #jobs(): Record<string, WorkflowJob> {
    return this.#options.loaded.workflow.jobs;
  }

  #finish(jobId: string): Promise<void> {
    const running = this.#finished.get(jobId);
    if (running) {
      return running;
    }
    const promise = this.#walk(jobId);
    this.#finished.set(jobId, promise);
    return promise;
  }

  async #walk(jobId: string): Promise<void> {
    const { run, signals, save } = this.#options;
    const definition = this.#jobs[jobId];
    await settleAll(definition.needs.map(need => this.#finish(need)));
    if (signals.stopped.aborted) {
      throw new SandboxStoppedError();
    }
    const needs = this.#valuesOf(definition.needs);
    if (isCall(definition)) {
      await this.#call(jobId, definition, needs);
    } else {
      await this.#execute(jobId, definition, needs);
    }
    save(run);
  }

  async #execute(
    jobId: string,
    definition: StepsJob,
    needs: Needs,
  ): Promise<void> {
    const { run, loaded, save } = this.#options;
    const known = this.#ledger.of(jobId);
    const jobs = known.length
      ? known
      : this.#plan(jobId, definition, needs).map(job =>
          this.#ledger.create(jobId, job),
        );
    save(run);
    const open = jobs.filter(job => job.result === undefined);
    if (!this.#shallRun(jobId, definition, needs)) {
      open.forEach(job => this.#ledger.close(job, this.#notRun()));
      return;
    }
    await runCells(
      definition,
      this.#options.signals,
      open,
      async (job, signals) => {
        await new JobExecution({
          ...this.#options,
          workflow: loaded.workflow,
          definition,
          job,
          needs,
          problem: this.#problemOf(definition),
          signals,
        }).run();
        save(run);
        return job.result;
      },
    );
  }

  async #call(jobId: string, definition: CallJob, needs: Needs): Promise<void> {
    if (this.#ledger.of(jobId).length > 0) {
      return;
    }
    // Its condition was judged when it called; by now the run may be cancelled.
    const isUnderWay = this.#ledger.hasCalled(jobId);
    if (!isUnderWay && !this.#shallRun(jobId, definition, needs)) {
      this.#standIn(jobId, needs, this.#notRun());
      return;
    }
    const loaded = this.#options.loaded.called.get(definition.uses);
    if (!loaded) {
      const problem = `Reusable workflow ${definition.uses}: the sandbox runs only those of the repository itself`;
      this.#standIn(jobId, needs, 'failure', problem);
      return;
    }
    const calls = this.#prepareCalls(jobId, definition, needs, loaded);
    if (calls instanceof Error) {
      this.#standIn(jobId, needs, 'failure', calls.message);
      return;
    }
    await runCells(
      definition,
      this.#options.signals,
      calls,
      async (call, signals) => {
        const execution = new WorkflowExecution({
          ...this.#options,
          loaded,
          call,
          problem: this.#problemOf(definition),
          signals,
        });
        this.#called.set(jobId, [
          ...(this.#called.get(jobId) ?? []),
          execution,
        ]);
        await execution.run();
        return execution.result;
      },
    );
  }

  /** One call for each cell of the matrix, or why there can be none. */
  #prepareCalls(
    jobId: string,
    job: CallJob,
    needs: Needs,
    loaded: LoadedWorkflow,
  ): WorkflowCall[] | Error {
    const address = this.#ledger.addressOf(jobId);
    try {
      return this.#plan(jobId, job, needs).map(({ name, cell }, index) =>
        callWorkflow({
          from: this.#options.call,
          caller: cell ? `${address}[${index}]` : address,
          name,
          job,
          takes: loaded.interface,
          scope: this.#scope({ needs, matrix: cell }),
        }),
      );
    } catch (error) {
      return toError(error);
    }
  }

  /** The one job that is seen of a caller whose workflow does not run. */
  #standIn(
    jobId: string,
    needs: Needs,
    result: Conclusion,
    problem?: string,
  ): void {
    const planned = planSkippedJob(
      jobId,
      this.#jobs[jobId],
      this.#scope({ needs }),
    );
    const job = this.#ledger.create(jobId, planned);
    this.#ledger.close(job, result, problem);
  }

  #plan(jobId: string, definition: WorkflowJob, needs: Needs) {
    return planJobs(jobId, definition, matrix =>
      this.#scope({ needs, matrix }),
    );
  }

  #shallRun(jobId: string, definition: WorkflowJob, needs: Needs): boolean {
    const status = this.#statusBefore(definition);
    return evaluateCondition(
      definition.if,
      this.#scope({ status, jobId, needs }),
    );
  }

  #notRun(): Conclusion {
    return this.#options.signals.cancelled.aborted ? 'cancelled' : 'skipped';
  }

  /** What is wrong with the run shows in the jobs that come first. */
  #problemOf({ needs }: WorkflowJob): string | undefined {
    return needs.length ? undefined : this.#options.problem;
  }

  /** GitHub looks at all jobs up the chain: a skipped one skips everything after it that does not say otherwise. */
  #statusBefore(definition: WorkflowJob): ProgressStatus {
    if (this.#options.signals.cancelled.aborted) {
      return 'cancelled';
    }
    const results = this.#ancestors(definition).map(id => this.#resultOf(id));
    if (results.includes('failure')) {
      return 'failure';
    }
    if (results.includes('cancelled')) {
      return 'cancelled';
    }
    return results.includes('skipped') ? 'skipped' : 'success';
  }

  #ancestors(definition: WorkflowJob): string[] {
    return definition.needs.flatMap(need => [
      need,
      ...this.#ancestors(this.#jobs[need]),
    ]);
  }

  #valuesOf(ids: string[]): Needs {
    return Object.fromEntries(
      ids.map(id => [
        id,
        {
          result: this.#resultOf(id),
          outputs: Object.assign(
            {},
            ...this.#ledger.of(id).map(job => job.outputs),
            ...(this.#called.get(id) ?? []).map(called => called.outputs),
          ),
        },
      ]),
    );
  }

  #resultOf(jobId: string): Conclusion {
    const definition = this.#jobs[jobId];
    const ran = [...this.#ledger.of(jobId), ...(this.#called.get(jobId) ?? [])];
    const result = combineResults(ran.map(each => each.result));
    const isTolerated =
      !isCall(definition) && String(definition['continue-on-error']) === 'true';
    return result === 'failure' && isTolerated ? 'success' : result;
  }

  #scope(
    input: Omit<ScopeInput, 'run' | 'call' | 'status'> & {
      status?: ProgressStatus;
    },
  ): ExpressionScope {
    const { run, call } = this.#options;
    return createScope({ status: 'success', ...input, run, call });
  }
}
