import {
  PullRequestEvent,
  PushEvent,
  WorkflowRequestEvent,
} from '../forge/events/ForgeEvents';
import { RunTrigger } from './RunState';
import { TriggerEvent } from './workflow/matchesTrigger';

/** An event as `on` sees it and as a run keeps it. */
export interface WorkflowEventInput {
  matched: TriggerEvent;
  trigger: RunTrigger;
}

const NOTHING = '0'.repeat(40);
const SKIP = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/;

/** Undefined for a deleted ref and for a commit that asks for no run. */
export function fromPush(event: PushEvent): WorkflowEventInput | undefined {
  const head = event.commits.at(-1);
  const message = head?.message ?? '';
  const runs = /^refs\/(?:heads|tags)\//.test(event.ref);
  if (!runs || event.after === NOTHING || SKIP.test(message)) {
    return undefined;
  }
  return {
    matched: {
      name: 'push',
      ref: event.ref,
      changedPaths: event.commits.flatMap(commit => [
        ...commit.added,
        ...commit.modified,
        ...commit.removed,
      ]),
    },
    trigger: {
      event: 'push',
      ref: event.ref,
      headBranch: event.ref.replace(/^refs\/(?:heads|tags)\//, ''),
      commit: event.after,
      title: message.split('\n')[0] || event.after.slice(0, 7),
      actor: event.pusher,
      messages: event.commits.map(commit => commit.message),
      before: event.before,
    },
  };
}

export function fromPullRequest(
  event: PullRequestEvent,
  labels: string[],
): WorkflowEventInput {
  const { action, pullRequest } = event;
  return {
    matched: {
      name: 'pull_request',
      action,
      baseBranch: pullRequest.baseBranch,
    },
    trigger: {
      event: 'pull_request',
      ref: `refs/pull/${pullRequest.number}/merge`,
      headBranch: pullRequest.headBranch,
      commit: pullRequest.headSha,
      title: pullRequest.title,
      actor: event.sender,
      messages: [pullRequest.title],
      pullRequest: {
        number: pullRequest.number,
        title: pullRequest.title,
        draft: pullRequest.draft,
        base: pullRequest.baseBranch,
        state: pullRequest.state,
        labels,
      },
      action,
      label: event.label,
    },
  };
}

/** A run that somebody asked for. */
export function fromDispatch(
  event: Extract<WorkflowRequestEvent, { kind: 'dispatch' }>,
  commit: string,
): WorkflowEventInput {
  const branch = event.ref.replace(/^refs\/(?:heads|tags)\//, '');
  return {
    matched: { name: 'workflow_dispatch' },
    trigger: {
      event: 'workflow_dispatch',
      ref: event.ref.startsWith('refs/') ? event.ref : `refs/heads/${branch}`,
      headBranch: branch,
      commit,
      title: event.workflowPath,
      actor: event.actor,
      messages: [],
      inputs: event.inputs,
    },
  };
}
