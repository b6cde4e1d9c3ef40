import { Conclusion } from '../forge/actions/records';
import {
  ExpressionScope,
  ExpressionValue,
} from './expressions/ExpressionValue';
import { eventOf, RunState } from './RunState';
import { MatrixCell } from './workflow/expandMatrix';
import { WorkflowCall } from './WorkflowCall';

const WORK = '/home/runner/work';

/** How far a job or step got, for `success()`, `failure()` and `cancelled()`. */
export type ProgressStatus = 'success' | 'failure' | 'cancelled' | 'skipped';

/** Result and outputs of a job as `needs` shows them. */
export interface NeedValue {
  result: Conclusion;
  outputs: Record<string, string>;
}

/** How a step ended: before and after `continue-on-error`. */
export interface StepResult {
  outcome: ProgressStatus;
  conclusion: ProgressStatus;
  outputs: Record<string, string>;
}

/** What an expression sees, depending on where it stands. */
export interface ScopeInput {
  run: RunState;
  call: WorkflowCall;
  status: ProgressStatus;
  jobId?: string;
  needs?: Record<string, NeedValue>;
  /** All jobs of the workflow; only what a reusable workflow gives back is computed from them. */
  jobs?: Record<string, NeedValue>;
  matrix?: MatrixCell;
  env?: Record<string, string>;
  steps?: Record<string, StepResult>;
  /** The composite action in which the expression stands: it sees less of what is around it. */
  action?: { inputs: Record<string, string>; path: string };
}

/** The contexts and status functions of GitHub's expressions. */
export function createScope(input: ScopeInput): ExpressionScope {
  const { call, status, action } = input;
  return {
    contexts: {
      github: githubOf(input),
      matrix: input.matrix,
      env: input.env,
      steps: toValue(input.steps),
      job: { status },
      runner: {
        os: 'Linux',
        arch: 'X64',
        name: 'sandbox-1',
        temp: `${WORK}/_temp`,
      },
      strategy: {},
      ...(action
        ? { inputs: action.inputs }
        : {
            needs: toValue(input.needs),
            ...(input.jobs && { jobs: toValue(input.jobs) }),
            vars: {},
            secrets: call.secrets,
            inputs: call.inputs,
          }),
    },
    functions: {
      success: () => status === 'success',
      failure: () => status === 'failure',
      cancelled: () => status === 'cancelled',
      always: () => true,
    },
  };
}

function githubOf({ run, call, jobId, action }: ScopeInput): ExpressionValue {
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
    workflow: call.workflowName,
    job: jobId,
    token: '***',
    ...(action && {
      action_path: `${WORK}/${run.repo}/${run.repo}/${action.path}`,
    }),
    workspace: `${WORK}/${run.repo}/${run.repo}`,
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
