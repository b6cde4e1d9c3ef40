import { Conclusion } from '../forge/actions/records';
import { ExpressionValue } from './expressions/ExpressionValue';
import { BuiltRelease } from './release/ReleaseLog';
import { MatrixCell } from './workflow/expandMatrix';

/** What started a run; expressions see it as `github`. */
export interface RunTrigger {
  event: 'push' | 'pull_request' | 'workflow_dispatch';
  /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/4/merge`. */
  ref: string;
  /** The branch or tag that the run belongs to. */
  headBranch: string;
  commit: string;
  /** First line of the commit, or the pull request's title. */
  title: string;
  actor: string;
  /** Messages of the commits that were pushed; they decide the next version. */
  messages: string[];
  pullRequest?: {
    number: number;
    title: string;
    draft: boolean;
    base: string;
    state: 'open' | 'closed';
    labels: string[];
  };
  /** What happened to the pull request, and the label that it happened with. */
  action?: string;
  label?: string;
  before?: string;
  inputs?: Record<string, string>;
}

/** One line of proof for the release report. */
export interface RunEvidence {
  kind:
    | 'tests'
    | 'coverage'
    | 'gate-1'
    | 'gate-2'
    | 'sbom'
    | 'signature'
    | 'provenance';
  result: 'passed' | 'failed' | 'skipped';
  summary: string;
  asOf: string;
}

/** One job, or one cell of its matrix. */
export interface JobState {
  /** The key under `jobs`. */
  jobId: string;
  /** Which job called the workflow of this one; missing in the run's own workflow. */
  caller?: string;
  name: string;
  cell?: MatrixCell;
  /** Id of the job in the forge. */
  forgeJobId: number;
  result?: Conclusion;
  outputs: Record<string, string>;
}

/** All that is needed to go on with a run after the sandbox was stopped. */
export interface RunState {
  runId: number;
  owner: string;
  repo: string;
  workflowPath: string;
  runNumber: number;
  runAttempt: number;
  trigger: RunTrigger;
  jobs: JobState[];
  evidence: RunEvidence[];
  release?: BuiltRelease;
  /** Files of uploaded artifacts, by name of the artifact. */
  artifacts: Record<string, Record<string, string>>;
  /** Part of the seeded history. */
  silent: boolean;
}

/** `github.event`, as far as workflows use it. */
export function eventOf({ owner, repo, trigger }: RunState): ExpressionValue {
  return {
    repository: {
      name: repo,
      full_name: `${owner}/${repo}`,
      owner: { login: owner },
    },
    sender: { login: trigger.actor },
    ...detailsOf(trigger, `${owner}/${repo}`),
  };
}

function detailsOf(
  trigger: RunTrigger,
  repository: string,
): Record<string, ExpressionValue> {
  const { pullRequest } = trigger;
  if (pullRequest) {
    return {
      action: trigger.action,
      ...(trigger.label && { label: { name: trigger.label } }),
      number: pullRequest.number,
      pull_request: {
        number: pullRequest.number,
        title: pullRequest.title,
        draft: pullRequest.draft,
        state: pullRequest.state,
        labels: pullRequest.labels.map(name => ({ name })),
        head: {
          ref: trigger.headBranch,
          sha: trigger.commit,
          repo: { full_name: repository },
        },
        base: { ref: pullRequest.base },
      },
    };
  }
  if (trigger.event === 'workflow_dispatch') {
    return { inputs: trigger.inputs ?? {}, ref: trigger.ref };
  }
  return {
    ref: trigger.ref,
    before: trigger.before,
    after: trigger.commit,
    head_commit: { id: trigger.commit, message: trigger.messages.at(-1) ?? '' },
    pusher: { name: trigger.actor },
  };
}
