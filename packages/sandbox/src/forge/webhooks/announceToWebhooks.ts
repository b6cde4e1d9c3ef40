import {
  CheckRunRecord,
  WorkflowJobRecord,
  WorkflowRunRecord,
} from '../actions/records';
import { AlertEvent } from '../codeScanning/records';
import { CommitStatusRecord } from '../commits/CommitStatuses';
import {
  DeploymentRecord,
  DeploymentStatusRecord,
} from '../deployments/records';
import { PullRequestEvent, PushEvent } from '../events/ForgeEvents';
import { ForgeServices } from '../ForgeServices';
import { CommentRecord, IssueRecord } from '../issues/Issues';
import { PullRequestRecord } from '../pulls/records';
import { ReviewRecord } from '../pulls/Reviews';
import { RepositoryChange } from '../repositories/Repositories';
import { RepositoryRecord } from '../repositories/records';
import {
  commentPayload,
  issuePayload,
  reviewPayload,
} from './conversationPayloads';
import {
  alertPayload,
  deploymentPayload,
  deploymentStatusPayload,
  statusPayload,
} from './deliveryPayloads';
import {
  checkRunPayload,
  pullRequestPayload,
  pushPayload,
  refPayload,
  repositoryPayload,
  workflowJobPayload,
  workflowRunPayload,
} from './webhookPayloads';

/** Something happened to an issue. */
export interface IssueEvent {
  action:
    | 'opened'
    | 'edited'
    | 'closed'
    | 'reopened'
    | 'assigned'
    | 'labeled'
    | 'unlabeled';
  issue: IssueRecord;
  sender: string;
}

/** Something happened to a comment on an issue or pull request. */
export interface CommentEvent {
  action: 'created' | 'edited' | 'deleted';
  comment: CommentRecord;
  sender: string;
}

/** Something happened to a review. */
export interface ReviewEvent {
  action: 'submitted' | 'edited' | 'dismissed';
  review: ReviewRecord;
  pullRequest: PullRequestRecord;
  sender: string;
}

/** Anything that webhooks hear about. */
export type Announcement =
  | { name: 'push'; event: PushEvent }
  | { name: 'create' | 'delete'; event: PushEvent }
  | { name: 'issues'; event: IssueEvent }
  | { name: 'issue_comment'; event: CommentEvent }
  | { name: 'pull_request_review'; event: ReviewEvent }
  | { name: 'pull_request'; event: PullRequestEvent }
  | { name: 'workflow_run'; event: WorkflowRunRecord }
  | { name: 'workflow_job'; event: WorkflowJobRecord }
  | { name: 'check_run'; event: CheckRunRecord }
  | { name: 'status'; event: CommitStatusRecord }
  | { name: 'code_scanning_alert'; event: AlertEvent }
  | { name: 'deployment'; event: DeploymentRecord }
  | { name: 'deployment_status'; event: DeploymentStatusRecord }
  | { name: 'repository'; event: RepositoryChange };

/** Hands an event to the webhooks of its repository. */
export function announceToWebhooks(
  services: ForgeServices,
  announcement: Announcement,
): void {
  const repository = repositoryOf(services, announcement);
  if (!repository) {
    return;
  }
  services.webhookSender.send({
    name: announcement.name,
    owner: repository.owner,
    repo: repository.name,
    repositoryId: repository.id,
    payload: async () => payloadOf(services, repository, announcement),
  });
}

function repositoryOf(
  services: ForgeServices,
  announcement: Announcement,
): RepositoryRecord | undefined {
  if (announcement.name === 'repository') {
    return announcement.event.repository;
  }
  const { owner, repo } = placeOf(announcement);
  return services.repositories.find(owner, repo);
}

function placeOf(announcement: Exclude<Announcement, { name: 'repository' }>): {
  owner: string;
  repo: string;
} {
  switch (announcement.name) {
    case 'pull_request':
    case 'pull_request_review':
      return announcement.event.pullRequest;
    case 'issues':
      return announcement.event.issue;
    case 'issue_comment':
      return announcement.event.comment;
    case 'code_scanning_alert':
      return announcement.event.alert;
    default:
      return announcement.event;
  }
}

async function payloadOf(
  services: ForgeServices,
  repository: RepositoryRecord,
  announcement: Announcement,
): Promise<object> {
  switch (announcement.name) {
    case 'push':
      return pushPayload(services, repository, announcement.event);
    case 'create':
    case 'delete':
      return refPayload(services, repository, announcement.event);
    case 'issues':
      return issuePayload(services, repository, announcement.event);
    case 'issue_comment':
      return commentPayload(services, repository, announcement.event);
    case 'pull_request_review':
      return reviewPayload(services, repository, announcement.event);
    case 'pull_request':
      return pullRequestPayload(services, repository, announcement.event);
    case 'workflow_run':
      return workflowRunPayload(services, repository, announcement.event);
    case 'workflow_job':
      return workflowJobPayload(services, repository, announcement.event);
    case 'check_run':
      return checkRunPayload(services, repository, announcement.event);
    case 'status':
      return statusPayload(services, repository, announcement.event);
    case 'code_scanning_alert':
      return alertPayload(services, repository, announcement.event);
    case 'deployment':
      return deploymentPayload(services, repository, announcement.event);
    case 'deployment_status':
      return deploymentStatusPayload(services, repository, announcement.event);
    case 'repository':
      return repositoryPayload(services, announcement.event);
    default:
      return announcement satisfies never;
  }
}
