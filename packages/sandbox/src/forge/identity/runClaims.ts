import { WorkflowRunRecord } from '../actions/records';

/** What an identity token says of its run, in the words of GitHub; numbers are text there. */
export interface RunClaims {
  sub: string;
  repository: string;
  repository_owner: string;
  ref: string;
  ref_type: 'branch' | 'tag';
  sha: string;
  event_name: string;
  run_id: string;
  run_attempt: string;
  workflow: string;
  workflow_ref: string;
}

/** The claims of a run on a ref. */
export function runClaims(run: WorkflowRunRecord, ref: string): RunClaims {
  const repository = `${run.owner}/${run.repo}`;
  // GitHub names no ref in the subject of a pull request: nobody shall take it for one of the repository's own branches.
  const scope = run.event === 'pull_request' ? 'pull_request' : `ref:${ref}`;
  return {
    sub: `repo:${repository}:${scope}`,
    repository,
    repository_owner: run.owner,
    ref,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    sha: run.headSha,
    event_name: run.event,
    run_id: String(run.id),
    run_attempt: String(run.runAttempt),
    workflow: run.name,
    workflow_ref: `${repository}/${run.workflowPath}@${ref}`,
  };
}
