import { simpleUserOf } from '../accounts/accountJson';
import { ForgeServices } from '../ForgeServices';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { CommitStatusRecord } from './CommitStatuses';

/** A status as lists of a combined status show it. */
export function simpleCommitStatusJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  status: CommitStatusRecord,
) {
  const { urls } = services;
  return {
    url: urls.repositoryApi(repository, 'statuses', status.sha),
    avatar_url: urls.html('avatars', status.creator),
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: status.state,
    description: status.description ?? null,
    target_url: status.targetUrl ?? null,
    context: status.context,
    created_at: wireTime(status.createdAt),
    updated_at: wireTime(status.createdAt),
  };
}

/** A status by itself, which also says who reported it. */
export function commitStatusJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  status: CommitStatusRecord,
) {
  return {
    ...simpleCommitStatusJson(services, repository, status),
    creator: simpleUserOf(services.urls, services.accounts, status.creator),
  };
}
