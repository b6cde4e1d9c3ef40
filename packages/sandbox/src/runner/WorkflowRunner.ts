import { ForgeActions } from '../forge/ForgeActions';
import { WorkflowRequestEvent } from '../forge/events/ForgeEvents';
import { ImageStore } from '../images/ImageStore';
import { SandboxClock } from '../SandboxClock';
import { DocumentStore } from '../storage/DocumentStore';
import { ConcurrencyGroups } from './ConcurrencyGroups';
import { concurrencyOf } from './concurrencyOf';
import { executeRun } from './executeRun';
import { prepareRerun } from './prepareRerun';
import { readSandboxFile } from './readSandboxFile';
import { recordOf, refuseWorkflow } from './refuseWorkflow';
import { ReleaseLog } from './release/ReleaseLog';
import { RunnerContext, SandboxStoppedError } from './RunnerContext';
import { RunState } from './RunState';
import { RunStore } from './RunStore';
import {
  fromDispatch,
  fromPullRequest,
  fromPush,
  WorkflowEventInput,
} from './toRunTrigger';
import { matchesTrigger } from './workflow/matchesTrigger';
import { LoadedWorkflow } from './workflow/loadWorkflow';
import { InvalidWorkflowError } from './workflow/parseWorkflow';
import { WorkflowFiles } from './WorkflowFiles';

/** What the runner works with. */
export interface WorkflowRunnerOptions {
  store: DocumentStore;
  forge: ForgeActions;
  images: ImageStore;
  clock: SandboxClock;
  /** Told of what should not happen. */
  onError(error: unknown): void;
}

/** Stands in for GitHub Actions: runs the workflows of every repository of the forge. */
export class WorkflowRunner {
  readonly releases: ReleaseLog;
  readonly #options: WorkflowRunnerOptions;
  readonly #runs: RunStore;
  readonly #files: WorkflowFiles;
  readonly #groups = new ConcurrencyGroups();
  readonly #stopped = new AbortController();
  readonly #active = new Map<number, AbortController>();
  readonly #work = new Set<Promise<unknown>>();
  readonly #unsubscribe: (() => void)[] = [];

  static create(options: WorkflowRunnerOptions): WorkflowRunner {
    return new WorkflowRunner(options);
  }

  private constructor(options: WorkflowRunnerOptions) {
    this.#options = options;
    this.#runs = new RunStore(options.store);
    this.#files = new WorkflowFiles(options.forge);
    this.releases = new ReleaseLog(options.store);
  }

  /** Goes on with the runs that the last stop interrupted, and listens to the forge from now on. */
  start(): void {
    const { forge } = this.#options;
    for (const run of this.#runs.unfinished()) {
      this.#inBackground(this.#continue(run));
    }
    this.#unsubscribe.push(
      forge.onPush(event => {
        const input = event.silent ? undefined : fromPush(event);
        if (input) {
          this.#inBackground(this.trigger(event.owner, event.repo, input));
        }
      }),
      forge.onPullRequest(event => {
        const { owner, repo, number } = event.pullRequest;
        if (!event.silent) {
          const labels = forge.labelsOf(owner, repo, number);
          const input = fromPullRequest(event, labels);
          this.#inBackground(this.trigger(owner, repo, input));
        }
      }),
      forge.onWorkflowRequest(event => {
        this.#inBackground(this.#answer(event));
      }),
    );
  }

  /** Leaves running runs where they are. */
  async stop(): Promise<void> {
    this.#unsubscribe.splice(0).forEach(unsubscribe => unsubscribe());
    this.#stopped.abort();
    await Promise.allSettled(this.#work);
  }

  /** Returns when every run that was started so far is complete. */
  async settle(): Promise<void> {
    while (this.#work.size > 0) {
      await Promise.allSettled(this.#work);
    }
  }

  /**
   * Runs the workflows that an event starts and returns their states once they are complete. With clocks of their own
   * they are history: nobody is told.
   */
  async trigger(
    owner: string,
    repo: string,
    input: WorkflowEventInput,
    history?: { createClock(): SandboxClock },
  ): Promise<RunState[]> {
    const paths = await this.#files.list(owner, repo, input.trigger.commit);
    const runs = paths.map(path =>
      this.#startFile(owner, repo, path, input, history?.createClock()),
    );
    return (await Promise.all(runs)).flatMap(run => run ?? []);
  }

  async #startFile(
    owner: string,
    repo: string,
    workflowPath: string,
    { matched, trigger }: WorkflowEventInput,
    historyClock: SandboxClock | undefined,
  ): Promise<RunState | undefined> {
    const { forge } = this.#options;
    const clock = historyClock ?? this.#options.clock;
    const origin = { owner, repo, workflowPath, trigger };
    let loaded: LoadedWorkflow;
    try {
      const file = await this.#files.read(origin);
      if (!matchesTrigger(file.workflow, matched)) {
        return undefined;
      }
      loaded = await this.#files.load(origin, file);
    } catch (error) {
      if (error instanceof InvalidWorkflowError) {
        refuseWorkflow(forge, origin, clock.now(), error);
        return undefined;
      }
      throw error;
    }
    const record = forge.createWorkflowRun({
      ...recordOf(origin),
      name: loaded.workflow.name ?? workflowPath,
      status: 'queued',
      createdAt: clock.now(),
      startedAt: clock.now(),
      silent: historyClock !== undefined,
    });
    const run: RunState = {
      runId: record.id,
      owner,
      repo,
      workflowPath,
      runNumber: record.runNumber,
      runAttempt: 1,
      trigger,
      jobs: [],
      evidence: [],
      artifacts: {},
      silent: historyClock !== undefined,
    };
    this.#runs.begin(run);
    await this.#execute(run, loaded, clock);
    return run;
  }

  async #execute(
    run: RunState,
    loaded: LoadedWorkflow,
    clock: SandboxClock,
  ): Promise<void> {
    const controller = new AbortController();
    this.#active.set(run.runId, controller);
    const group = concurrencyOf(run, loaded.workflow);
    const admitted =
      !group ||
      (await this.#groups.enter(
        group.name,
        {
          cancel: () => controller.abort(),
          cancelled: AbortSignal.any([controller.signal, this.#stopped.signal]),
        },
        group,
      ));
    try {
      await this.#walk(run, loaded, clock, controller);
    } finally {
      this.#active.delete(run.runId);
      if (group && admitted) {
        this.#groups.leave(group.name);
      }
    }
  }

  async #walk(
    run: RunState,
    loaded: LoadedWorkflow,
    clock: SandboxClock,
    controller: AbortController,
  ): Promise<void> {
    const { forge, images } = this.#options;
    const context: RunnerContext = {
      forge,
      images,
      releases: this.releases,
      clock,
    };
    try {
      const { sandboxFile, problem } = await readSandboxFile(forge, run);
      await executeRun({
        context,
        run,
        loaded,
        sandboxFile,
        problem,
        signals: {
          cancelled: controller.signal,
          stopped: this.#stopped.signal,
        },
        save: state => this.#save(state),
      });
    } catch (error) {
      if (error instanceof SandboxStoppedError) {
        return;
      }
      forge.updateWorkflowRun(run.runId, {
        status: 'completed',
        conclusion: 'failure',
        updatedAt: clock.now(),
      });
      this.#options.onError(error);
    }
    this.#runs.end(run);
  }

  /** An interrupted history is not continued, so that its end is enough. */
  #save(run: RunState): void {
    if (!run.silent) {
      this.#runs.save(run);
    }
  }

  /** Takes up a run again: after a restart, or because somebody asked for another attempt. */
  async #continue(run: RunState): Promise<void> {
    const { forge, clock } = this.#options;
    if (!forge.findWorkflowRun(run.runId)) {
      this.#runs.end(run);
      return;
    }
    const file = await this.#files.read(run);
    await this.#execute(run, await this.#files.load(run, file), clock);
  }

  async #answer(event: WorkflowRequestEvent): Promise<void> {
    switch (event.kind) {
      case 'cancel':
        this.#active.get(event.run.id)?.abort();
        return;
      case 'rerun':
        await this.#rerun(event.run.id, event.failedOnly ? 'failed' : 'all');
        return;
      case 'dispatch': {
        const { owner, repo, ref } = event;
        const commit = await this.#options.forge.resolve(owner, repo, ref);
        if (commit) {
          await this.#startFile(
            owner,
            repo,
            event.workflowPath,
            fromDispatch(event, commit),
            undefined,
          );
        }
        return;
      }
      default:
        throw new Error(`Unexpected ${JSON.stringify(event satisfies never)}`);
    }
  }

  async #rerun(runId: number, which: 'failed' | 'all'): Promise<void> {
    const run = this.#runs.find(runId);
    if (!run || this.#active.has(runId)) {
      return;
    }
    prepareRerun(this.#options, run, which);
    this.#runs.begin(run);
    await this.#continue(run);
  }

  #inBackground(work: Promise<unknown>): void {
    const settled = work
      .catch(error => this.#options.onError(error))
      .finally(() => this.#work.delete(settled));
    this.#work.add(settled);
  }
}
