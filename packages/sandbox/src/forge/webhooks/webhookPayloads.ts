import { simpleUserOf } from '../accounts/accountJson';
import {
  CheckRunRecord,
  WorkflowJobRecord,
  WorkflowRunRecord,
} from '../actions/records';
import {
  jobJson,
  workflowJson,
  workflowRunsJson,
} from '../actions/workflowJson';
import { checkRunJson } from '../checks/checkRunJson';
import {
  PullRequestEvent,
  PushedCommit,
  PushEvent,
} from '../events/ForgeEvents';
import { ForgeServices } from '../ForgeServices';
import { ZERO_SHA } from '../git/objects';
import { labelJson } from '../issues/issueJson';
import { wireTime } from '../http/wire';
import { fullPullRequestJson } from '../pulls/pullRequestJson';
import { RepositoryChange } from '../repositories/Repositories';
import { RepositoryRecord } from '../repositories/records';
import { repositoryJson } from '../repositories/repositoryJson';

/** What every payload carries. */
export function envelope(
  services: ForgeServices,
  repository: RepositoryRecord,
  sender: string,
) {
  const { urls, accounts } = services;
  const owner = accounts.find(repository.owner);
  return {
    repository: repositoryJson(urls, accounts, repository),
    ...(owner?.kind === 'organization'
      ? {
          organization: {
            login: owner.login,
            id: owner.id,
            url: urls.api('orgs', owner.login),
          },
        }
      : {}),
    sender: simpleUserOf(urls, accounts, sender),
  };
}

export async function pushPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  push: PushEvent,
) {
  const { urls, accounts } = services;
  const git = services.git.repository(repository.owner, repository.name);
  const pusher = accounts.find(push.pusher);
  const created = push.before === ZERO_SHA;
  const deleted = push.after === ZERO_SHA;
  const commits = push.commits.map(commit =>
    pushedCommitJson(services, repository, commit),
  );
  return {
    ref: push.ref,
    before: push.before,
    after: push.after,
    created,
    deleted,
    forced:
      !created && !deleted && !(await git.isAncestor(push.before, push.after)),
    base_ref: null,
    compare: created
      ? urls.repositoryHtml(repository, 'commit', push.after)
      : urls.repositoryHtml(
          repository,
          'compare',
          `${push.before.slice(0, 12)}...${push.after.slice(0, 12)}`,
        ),
    commits,
    head_commit: commits.at(-1) ?? null,
    pusher: {
      name: push.pusher,
      email: pusher?.kind === 'user' ? pusher.email : null,
    },
    ...envelope(services, repository, push.pusher),
  };
}

function pushedCommitJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  commit: PushedCommit,
) {
  const personJson = (person: PushedCommit['author']) => {
    const account = services.accounts.findByEmail(person.email);
    return {
      name: person.name,
      email: person.email,
      ...(account ? { username: account.login } : {}),
    };
  };
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: wireTime(commit.date),
    url: services.urls.repositoryHtml(repository, 'commit', commit.sha),
    author: personJson(commit.author),
    committer: personJson(commit.committer),
    added: commit.added,
    removed: commit.removed,
    modified: commit.modified,
  };
}

/** A branch or tag that came into being or is gone. */
export function refPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  push: PushEvent,
) {
  const [, kind, ...name] = push.ref.split('/');
  return {
    ref: name.join('/'),
    ref_type: kind === 'tags' ? 'tag' : 'branch',
    ...(push.before === ZERO_SHA
      ? {
          master_branch: repository.defaultBranch,
          description: repository.description ?? null,
        }
      : {}),
    pusher_type: 'user',
    ...envelope(services, repository, push.pusher),
  };
}

/** The newest commit of the default branch as if it were pushed just now. */
export async function testPushPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  pusher: string,
) {
  const git = services.git.repository(repository.owner, repository.name);
  const head = await git.findObject(
    `refs/heads/${repository.defaultBranch}`,
    'commit',
  );
  const commit = head && (await git.commit(head));
  return pushPayload(services, repository, {
    owner: repository.owner,
    repo: repository.name,
    ref: `refs/heads/${repository.defaultBranch}`,
    before: (commit && commit.parents[0]) ?? ZERO_SHA,
    after: commit ? commit.sha : ZERO_SHA,
    pusher,
    commits: commit
      ? [
          {
            ...commit,
            date: commit.committer.date,
            added: [],
            modified: [],
            removed: [],
          },
        ]
      : [],
    silent: false,
  });
}

export async function pullRequestPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  event: PullRequestEvent,
) {
  const label =
    event.label &&
    services.issues.findLabel(repository.owner, repository.name, event.label);
  return {
    action: event.action,
    number: event.pullRequest.number,
    pull_request: await fullPullRequestJson(
      services,
      repository,
      event.pullRequest,
    ),
    ...(label && { label: labelJson(services.urls, repository, label) }),
    ...envelope(services, repository, event.sender),
  };
}

export async function workflowRunPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
) {
  const [body] = await workflowRunsJson(services, repository, [run]);
  const workflow = services.runs
    .workflows(run.owner, run.repo)
    .find(flow => flow.path === run.workflowPath);
  return {
    action: run.status === 'queued' ? 'requested' : run.status,
    workflow_run: body,
    workflow: workflow
      ? workflowJson(services.urls, repository, workflow)
      : null,
    ...envelope(services, repository, run.actor),
  };
}

export function workflowJobPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  job: WorkflowJobRecord,
) {
  const actor = services.runs.find(job.runId)?.actor ?? repository.owner;
  return {
    action: job.status,
    workflow_job: jobJson(services.urls, repository, job),
    ...envelope(services, repository, actor),
  };
}

export function checkRunPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  check: CheckRunRecord,
) {
  return {
    action: check.status === 'completed' ? 'completed' : 'created',
    check_run: checkRunJson(services, repository, check),
    ...envelope(services, repository, repository.owner),
  };
}

export function repositoryPayload(
  services: ForgeServices,
  change: RepositoryChange,
) {
  return {
    action: change.action,
    ...envelope(services, change.repository, change.sender),
  };
}
