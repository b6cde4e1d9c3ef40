import { ScmIntegrationRegistry } from '@backstage/integration';
import { HostedRepository } from '../HostedRepository';
import { AzurePullRequests } from './AzurePullRequests';
import { GithubPullRequests } from './GithubPullRequests';
import { GitlabPullRequests } from './GitlabPullRequests';
import { PullRequests } from './PullRequests';

/** The pull requests of a repository, with the credentials of `integrations`. */
export function createPullRequests(
  repository: HostedRepository,
  integrations: ScmIntegrationRegistry,
): PullRequests {
  switch (repository.type) {
    case 'github':
      return GithubPullRequests.create({ repository, integrations });
    case 'gitlab':
      return GitlabPullRequests.create({ repository, integrations });
    case 'azure':
      return AzurePullRequests.create({ repository, integrations });
    default:
      throw new Error(`No pull requests on ${repository satisfies never}`);
  }
}
