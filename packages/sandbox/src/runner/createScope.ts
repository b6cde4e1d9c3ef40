import { Conclusion } from '../forge/actions/records';
import {
  ExpressionScope,
  ExpressionValue,
} from './expressions/ExpressionValue';
import { eventOf, RunState } from './RunState';
import { MatrixCell } from './workflow/expandMatrix';

/** How far a job or step got, for `success()`, `failure()` and `cancelled()`. */
export type ProgressStatus = 'success' | 'failure' | 'cancelled' | 'skipped';

/** Result and outputs of a job as `needs` shows them. */
export interface NeedValue {
  result: Conclusion;
  outputs: Record<string, string>;
}

/** What an expression sees, depending on where it stands. */
export interface ScopeInput {
  run: RunState;
  status: ProgressStatus;
  workflowName: string;
  jobId?: string;
  needs?: Record<string, NeedValue>;
  matrix?: MatrixCell;
  env?: Record<string, string>;
  steps?: Record<
    string,
    { outcome: string; conclusion: string; outputs: Record<string, string> }
  >;
}

/** The contexts and status functions of GitHub's expressions. */
export function createScope(input: ScopeInput): ExpressionScope {
  const { run, status } = input;
  return {
    contexts: {
      github: githubOf(input),
      needs: toValue(input.needs),
      matrix: input.matrix,
      env: input.env,
      steps: toValue(input.steps),
      job: { status },
      runner: {
        os: 'Linux',
        arch: 'X64',
        name: 'sandbox-1',
        temp: '/home/runner/work/_temp',
      },
      strategy: {},
      vars: {},
      // Unknown to the sandbox; a workflow that tests for one finds it set.
      secrets: { GITHUB_TOKEN: '***', MANIFESTS_TOKEN: '***' },
      inputs: run.trigger.inputs ?? {},
    },
    functions: {
      success: () => status === 'success',
      failure: () => status === 'failure',
      cancelled: () => status === 'cancelled',
      always: () => true,
    },
  };
}

function githubOf({ run, workflowName, jobId }: ScopeInput): ExpressionValue {
  const { trigger } = run;
  return {
    event_name: trigger.event,
    event: eventOf(run),
    ref: trigger.ref,
    ref_name: trigger.ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    ref_type: trigger.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: false,
    head_ref: trigger.pullRequest ? trigger.headBranch : '',
    base_ref: trigger.pullRequest?.base ?? '',
    sha: trigger.commit,
    repository: `${run.owner}/${run.repo}`,
    repository_owner: run.owner,
    actor: trigger.actor,
    triggering_actor: trigger.actor,
    run_id: String(run.runId),
    run_number: String(run.runNumber),
    run_attempt: String(run.runAttempt),
    workflow: workflowName,
    job: jobId,
    token: '***',
    workspace: `/home/runner/work/${run.repo}/${run.repo}`,
  };
}

function toValue(entries: Record<string, object> | undefined): ExpressionValue {
  return entries && JSON.parse(JSON.stringify(entries));
}

/** Variables that every step's shell has. */
export function defaultEnvironment(run: RunState): Record<string, string> {
  const { trigger } = run;
  return {
    CI: 'true',
    GITHUB_ACTOR: trigger.actor,
    GITHUB_EVENT_NAME: trigger.event,
    GITHUB_REF: trigger.ref,
    GITHUB_REF_NAME: trigger.ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    GITHUB_REPOSITORY: `${run.owner}/${run.repo}`,
    GITHUB_REPOSITORY_OWNER: run.owner,
    GITHUB_RUN_ID: String(run.runId),
    GITHUB_RUN_NUMBER: String(run.runNumber),
    GITHUB_SHA: trigger.commit,
  };
}
