import { Conclusion } from '../forge/actions/records';
import { createScope, NeedValue, ProgressStatus } from './createScope';
import { evaluateCondition } from './expressions/interpolate';
import { JobExecution } from './JobExecution';
import { isDynamic, planJobs } from './JobPlan';
import {
  RunnerContext,
  RunSignals,
  SandboxStoppedError,
} from './RunnerContext';
import { JobState, RunState } from './RunState';
import { SandboxFile } from './SandboxFile';
import { Workflow, WorkflowJob } from './workflow/workflowSchema';

/** One run to walk through. */
export interface RunOptions {
  context: RunnerContext;
  run: RunState;
  workflow: Workflow;
  sandboxFile: SandboxFile;
  /** Why the jobs cannot be set up. */
  problem?: string;
  signals: RunSignals;
  /** Keeps the state, so that the run survives a restart. */
  save(run: RunState): void;
}

/** Walks the jobs of a run, each as soon as the jobs that it needs are done. */
export class RunExecution {
  readonly #options: RunOptions;
  readonly #finished = new Map<string, Promise<void>>();

  constructor(options: RunOptions) {
    this.#options = options;
  }

  /** Returns when the run is complete; throws a SandboxStoppedError when it was left for the next start. */
  async run(): Promise<Conclusion> {
    const { context, run, workflow } = this.#options;
    context.forge.updateWorkflowRun(run.runId, {
      status: 'in_progress',
      updatedAt: context.clock.now(),
    });
    const ids = Object.keys(workflow.jobs);
    ids
      .filter(id => !isDynamic(workflow.jobs[id]))
      .forEach(id => this.#create(id));
    this.#options.save(run);
    const ends = await Promise.allSettled(ids.map(id => this.#finish(id)));
    const failed = ends.find(end => end.status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
    const conclusion = this.#conclude();
    context.forge.updateWorkflowRun(run.runId, {
      status: 'completed',
      conclusion,
      updatedAt: context.clock.now(),
    });
    return conclusion;
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
    const { run, workflow, signals, save } = this.#options;
    const definition = workflow.jobs[jobId];
    await Promise.all(definition.needs.map(need => this.#finish(need)));
    if (signals.stopped.aborted) {
      throw new SandboxStoppedError();
    }
    const jobs = this.#create(jobId);
    const open = jobs.filter(job => job.result === undefined);
    if (open.length === 0) {
      return;
    }
    const needs = this.#needsOf(definition);
    if (!this.#shallRun(jobId, definition, needs)) {
      open.forEach(job =>
        this.#close(job, signals.cancelled.aborted ? 'cancelled' : 'skipped'),
      );
    } else if (definition.uses) {
      open.forEach(job =>
        this.#close(
          job,
          'failure',
          `Reusable workflow ${definition.uses}: the sandbox runs none`,
        ),
      );
    } else {
      await this.#runAll(definition, open, needs);
    }
    save(run);
  }

  async #runAll(
    definition: WorkflowJob,
    jobs: JobState[],
    needs: Record<string, NeedValue>,
  ): Promise<void> {
    const siblings = new AbortController();
    const failFast = String(definition.strategy?.['fail-fast']) !== 'false';
    const { signals } = this.#options;
    await Promise.all(
      jobs.map(async job => {
        await new JobExecution({
          ...this.#options,
          definition,
          job,
          needs,
          problem: definition.needs.length ? undefined : this.#options.problem,
          signals: {
            stopped: signals.stopped,
            cancelled: AbortSignal.any([signals.cancelled, siblings.signal]),
          },
        }).run();
        this.#options.save(this.#options.run);
        if (job.result === 'failure' && failFast) {
          siblings.abort();
        }
      }),
    );
  }

  #shallRun(
    jobId: string,
    definition: WorkflowJob,
    needs: Record<string, NeedValue>,
  ): boolean {
    const { run, workflow } = this.#options;
    const scope = createScope({
      run,
      workflowName: workflow.name ?? run.workflowPath,
      status: this.#statusBefore(definition),
      jobId,
      needs,
    });
    return evaluateCondition(definition.if, scope);
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
    const { jobs } = this.#options.workflow;
    return definition.needs.flatMap(need => [
      need,
      ...this.#ancestors(jobs[need]),
    ]);
  }

  #needsOf(definition: WorkflowJob): Record<string, NeedValue> {
    return Object.fromEntries(
      definition.needs.map(id => [
        id,
        {
          result: this.#resultOf(id),
          outputs: Object.assign(
            {},
            ...this.#jobsOf(id).map(job => job.outputs),
          ),
        },
      ]),
    );
  }

  #resultOf(jobId: string): Conclusion {
    const results = this.#jobsOf(jobId).map(job => job.result);
    if (results.includes('failure')) {
      const tolerated = this.#options.workflow.jobs[jobId]['continue-on-error'];
      return String(tolerated) === 'true' ? 'success' : 'failure';
    }
    if (results.includes('cancelled')) {
      return 'cancelled';
    }
    return results.includes('success') ? 'success' : 'skipped';
  }

  #conclude(): Conclusion {
    const results = Object.keys(this.#options.workflow.jobs).map(id =>
      this.#resultOf(id),
    );
    if (this.#options.signals.cancelled.aborted) {
      return 'cancelled';
    }
    if (results.includes('failure')) {
      return 'failure';
    }
    if (results.includes('cancelled')) {
      return 'cancelled';
    }
    return results.includes('success') ? 'success' : 'skipped';
  }

  #jobsOf(jobId: string): JobState[] {
    return this.#options.run.jobs.filter(job => job.jobId === jobId);
  }

  /** The job, or the cells of its matrix; creates them in the forge unless they exist. */
  #create(jobId: string): JobState[] {
    const existing = this.#jobsOf(jobId);
    if (existing.length > 0) {
      return existing;
    }
    const { context, run, workflow } = this.#options;
    const definition = workflow.jobs[jobId];
    const needs = this.#needsOf(definition);
    const planned = planJobs({ run, workflow, jobId, needs });
    const jobs = planned.map(({ name, cell, labels }) => {
      const { id } = context.forge.createJob({
        runId: run.runId,
        name,
        labels,
        status: 'queued',
        createdAt: context.clock.now(),
      });
      return { jobId, name, cell, forgeJobId: id, outputs: {} };
    });
    run.jobs.push(...jobs);
    return jobs;
  }

  #close(job: JobState, result: Conclusion, log?: string): void {
    const { forge, clock } = this.#options.context;
    job.result = result;
    forge.updateJob(job.forgeJobId, {
      status: 'completed',
      conclusion: result,
      startedAt: clock.now(),
      completedAt: clock.now(),
    });
    if (log) {
      forge.writeJobLog(job.forgeJobId, `${log}\n`);
    }
  }
}
