import { RunState, RunTrigger } from '../runner/RunState';
import { WorkflowEventInput } from '../runner/toRunTrigger';
import { WorkflowRunner } from '../runner/WorkflowRunner';
import { HistoryClock } from './HistoryClock';
import { ORGANIZATION } from './people';

/** A commit that was pushed. */
export interface SeedPush {
  message: string;
  by: string;
  sha: string;
  before: string;
}

/** A pull request that was opened. */
export interface SeedPullRequest {
  number: number;
  title: string;
  by: string;
  branch: string;
  sha: string;
  draft: boolean;
}

/** Runs the workflows of a seeded service in the past. */
export class SeedPipeline {
  readonly #runner: WorkflowRunner;
  readonly #repo: string;
  readonly #clock: HistoryClock;

  constructor(options: {
    runner: WorkflowRunner;
    repo: string;
    clock: HistoryClock;
  }) {
    this.#runner = options.runner;
    this.#repo = options.repo;
    this.#clock = options.clock;
  }

  /** What the pipeline did on a push to main. */
  async push({
    message,
    by,
    sha,
    before,
  }: SeedPush): Promise<RunState | undefined> {
    const ref = 'refs/heads/main';
    const runs = await this.#run({
      // Without paths the load test, which looks at them, stays out of the history.
      matched: { name: 'push', ref, changedPaths: [] },
      trigger: {
        event: 'push',
        ref,
        headBranch: 'main',
        commit: sha,
        title: message,
        actor: by,
        messages: [message],
        before,
      },
    });
    return runs.find(run => run.release);
  }

  async openPullRequest(pullRequest: SeedPullRequest): Promise<void> {
    const { number, title, by, branch, sha, draft } = pullRequest;
    const trigger: RunTrigger = {
      event: 'pull_request',
      action: 'opened',
      ref: `refs/pull/${number}/merge`,
      headBranch: branch,
      commit: sha,
      title,
      actor: by,
      messages: [title],
      pullRequest: {
        number,
        title,
        draft,
        base: 'main',
        state: 'open',
        labels: [],
      },
    };
    await this.#run({
      matched: {
        name: 'pull_request',
        action: 'opened',
        baseBranch: 'main',
        changedPaths: [],
      },
      trigger,
    });
  }

  /** Each workflow takes its own time; the history goes on when the last is done. */
  async #run(input: WorkflowEventInput): Promise<RunState[]> {
    const clocks: HistoryClock[] = [];
    const runs = await this.#runner.trigger(ORGANIZATION, this.#repo, input, {
      createClock: () => {
        const clock = this.#clock.fork();
        clocks.push(clock);
        return clock;
      },
    });
    clocks.forEach(clock => this.#clock.moveTo(clock.now()));
    return runs;
  }
}
