import { ForgeActions } from '../forge/ForgeActions';
import { NewWorkflowRun } from '../forge/actions/records';
import { RunTrigger } from './RunState';
import { InvalidWorkflowError } from './workflow/parseWorkflow';

/** Where a run comes from. */
export interface RunOrigin {
  owner: string;
  repo: string;
  workflowPath: string;
  trigger: RunTrigger;
}

/** The part of a run's record that is known before its workflow is read. */
export function recordOf(origin: RunOrigin): Omit<NewWorkflowRun, 'name'> {
  const { owner, repo, workflowPath, trigger } = origin;
  return {
    owner,
    repo,
    workflowPath,
    displayTitle: trigger.title,
    event: trigger.event,
    headBranch: trigger.headBranch,
    headSha: trigger.commit,
    actor: trigger.actor,
    pullRequests: trigger.pullRequest ? [trigger.pullRequest.number] : [],
  };
}

/** Leaves the failed run that GitHub shows for a workflow file it cannot read. */
export function refuseWorkflow(
  forge: ForgeActions,
  origin: RunOrigin,
  now: Date,
  error: InvalidWorkflowError,
): void {
  const { owner, repo, workflowPath, trigger } = origin;
  forge.createWorkflowRun({
    ...recordOf(origin),
    name: workflowPath,
    status: 'completed',
    conclusion: 'failure',
    createdAt: now,
    startedAt: now,
    updatedAt: now,
  });
  forge.createCheckRun({
    owner,
    repo,
    headSha: trigger.commit,
    name: workflowPath,
    status: 'completed',
    conclusion: 'failure',
    startedAt: now,
    completedAt: now,
    output: { title: 'Invalid workflow file', summary: error.message },
  });
}
