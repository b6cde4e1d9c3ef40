import {
  CheckRunRecord,
  WorkflowJobRecord,
  WorkflowRunRecord,
} from '../actions/records';
import { PullRequestEvent, PushEvent } from '../events/ForgeEvents';
import { ForgeServices } from '../ForgeServices';
import { RepositoryChange } from '../repositories/Repositories';
import { RepositoryRecord } from '../repositories/records';
import {
  checkRunPayload,
  pullRequestPayload,
  pushPayload,
  repositoryPayload,
  workflowJobPayload,
  workflowRunPayload,
} from './webhookPayloads';

/** Anything that webhooks hear about. */
export type Announcement =
  | { name: 'push'; event: PushEvent }
  | { name: 'pull_request'; event: PullRequestEvent }
  | { name: 'workflow_run'; event: WorkflowRunRecord }
  | { name: 'workflow_job'; event: WorkflowJobRecord }
  | { name: 'check_run'; event: CheckRunRecord }
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
    payload: async () => payloadOf(services, repository, announcement),
  });
}

function repositoryOf(
  services: ForgeServices,
  announcement: Announcement,
): RepositoryRecord | undefined {
  switch (announcement.name) {
    case 'repository':
      return announcement.event.repository;
    case 'pull_request': {
      const { owner, repo } = announcement.event.pullRequest;
      return services.repositories.find(owner, repo);
    }
    default: {
      const { owner, repo } = announcement.event;
      return services.repositories.find(owner, repo);
    }
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
    case 'pull_request':
      return pullRequestPayload(services, repository, announcement.event);
    case 'workflow_run':
      return workflowRunPayload(services, repository, announcement.event);
    case 'workflow_job':
      return workflowJobPayload(services, repository, announcement.event);
    case 'check_run':
      return checkRunPayload(services, repository, announcement.event);
    case 'repository':
      return repositoryPayload(services, announcement.event);
    default:
      return announcement satisfies never;
  }
}
