import { alertJson } from '../codeScanning/alertJson';
import { AlertEvent } from '../codeScanning/records';
import { commitJson } from '../commits/commitJson';
import { CommitStatusRecord } from '../commits/CommitStatuses';
import { commitStatusJson } from '../commits/commitStatusJson';
import {
  deploymentJson,
  deploymentStatusJson,
} from '../deployments/deploymentJson';
import {
  DeploymentRecord,
  DeploymentStatusRecord,
} from '../deployments/records';
import { ForgeServices } from '../ForgeServices';
import { RepositoryRecord } from '../repositories/records';
import { envelope } from './webhookPayloads';

export async function statusPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  status: CommitStatusRecord,
) {
  const { accounts, urls } = services;
  const git = services.git.repository(repository.owner, repository.name);
  const [commit, refs] = await Promise.all([
    git.commit(status.sha),
    git.refs('refs/heads/'),
  ]);
  const heads = refs.filter(({ sha }) => sha === status.sha);
  const answer = commitStatusJson(services, repository, status);
  return {
    id: status.id,
    sha: status.sha,
    name: `${repository.owner}/${repository.name}`,
    avatar_url: answer.avatar_url,
    target_url: answer.target_url,
    context: answer.context,
    description: answer.description,
    state: answer.state,
    commit: commit ? commitJson(urls, accounts, repository, commit) : null,
    branches: heads.map(({ name, sha }) => ({
      name: name.slice('refs/heads/'.length),
      commit: { sha, url: urls.repositoryApi(repository, 'commits', sha) },
      protected: false,
    })),
    created_at: answer.created_at,
    updated_at: answer.updated_at,
    ...envelope(services, repository, status.creator),
  };
}

export function alertPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  { action, alert, sender }: AlertEvent,
) {
  const byPerson = action.endsWith('_by_user');
  return {
    action,
    alert: alertJson(services, repository, alert, { withHelp: true }),
    // A person decides about the alert as such, not about one commit.
    ref: byPerson ? '' : alert.ref,
    commit_oid: byPerson ? '' : alert.commitSha,
    ...envelope(services, repository, sender),
  };
}

export function deploymentPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  deployment: DeploymentRecord,
) {
  return {
    action: 'created',
    deployment: deploymentJson(services, repository, deployment),
    workflow: null,
    workflow_run: null,
    ...envelope(services, repository, deployment.creator),
  };
}

export function deploymentStatusPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  status: DeploymentStatusRecord,
) {
  const { owner, repo, deploymentId, creator } = status;
  const deployment = services.deployments.find(owner, repo, deploymentId);
  return {
    action: 'created',
    deployment_status: deploymentStatusJson(services, repository, status),
    deployment: deployment
      ? deploymentJson(services, repository, deployment)
      : null,
    check_run: null,
    workflow: null,
    workflow_run: null,
    ...envelope(services, repository, creator),
  };
}
