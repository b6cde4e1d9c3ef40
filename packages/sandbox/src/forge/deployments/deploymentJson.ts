import { simpleUserOf } from '../accounts/accountJson';
import { ForgeServices } from '../ForgeServices';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { DeploymentRecord, DeploymentStatusRecord } from './records';

export function deploymentJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  deployment: DeploymentRecord,
) {
  const { accounts, urls } = services;
  const api = urls.repositoryApi(repository, 'deployments', deployment.id);
  return {
    url: api,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description ?? null,
    creator: simpleUserOf(urls, accounts, deployment.creator),
    created_at: wireTime(deployment.createdAt),
    updated_at: wireTime(deployment.updatedAt),
    statuses_url: `${api}/statuses`,
    repository_url: urls.repositoryApi(repository),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: null,
  };
}

export function deploymentStatusJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  status: DeploymentStatusRecord,
) {
  const { accounts, urls } = services;
  const deployment = urls.repositoryApi(
    repository,
    'deployments',
    status.deploymentId,
  );
  return {
    url: `${deployment}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: simpleUserOf(urls, accounts, status.creator),
    description: status.description,
    environment: status.environment,
    // The older name of the log's address.
    target_url: status.logUrl,
    log_url: status.logUrl,
    environment_url: status.environmentUrl,
    created_at: wireTime(status.createdAt),
    updated_at: wireTime(status.createdAt),
    deployment_url: deployment,
    repository_url: urls.repositoryApi(repository),
    performed_via_github_app: null,
  };
}
