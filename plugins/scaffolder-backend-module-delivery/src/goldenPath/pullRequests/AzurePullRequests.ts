import {
  DefaultAzureDevOpsCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { z } from 'zod';
import { HostedRepository } from '../HostedRepository';
import { PullRequest, PullRequests, PullRequestText } from './PullRequests';
import { RestClient } from './RestClient';

const API_VERSION = '7.1';
/** Azure DevOps takes no longer description. */
const MAX_DESCRIPTION = 4_000;

const pullSchema = z.object({ pullRequestId: z.number() });

const listedPullSchema = pullSchema.extend({
  // Only of pull requests that come from a fork.
  forkSource: z.looseObject({}).nullish(),
});

/** Of a repository of Azure DevOps. */
export class AzurePullRequests implements PullRequests {
  readonly #client: RestClient;
  readonly #path: string[];
  readonly #url: string;

  static create(options: {
    repository: Extract<HostedRepository, { type: 'azure' }>;
    integrations: ScmIntegrationRegistry;
  }): AzurePullRequests {
    return new AzurePullRequests(options);
  }

  private constructor(options: {
    repository: Extract<HostedRepository, { type: 'azure' }>;
    integrations: ScmIntegrationRegistry;
  }) {
    const { repository, integrations } = options;
    const { host, organization, project, name, url } = repository;
    const credentials =
      DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);
    this.#url = url;
    this.#path = [
      organization,
      project,
      '_apis',
      'git',
      'repositories',
      name,
      'pullrequests',
    ];
    this.#client = RestClient.create({
      upstream: `Azure DevOps (${host})`,
      baseUrl: new URL(url).origin,
      headers: async () => ({
        ...(await credentials.getCredentials({ url }))?.headers,
      }),
    });
  }

  // https://learn.microsoft.com/en-us/rest/api/azure/devops/git/pull-requests/get-pull-requests
  async findOpen(branch: string): Promise<PullRequest | undefined> {
    const { value } = await this.#client.send(
      {
        method: 'GET',
        segments: this.#path,
        query: {
          'searchCriteria.status': 'active',
          'searchCriteria.sourceRefName': `refs/heads/${branch}`,
          'api-version': API_VERSION,
        },
      },
      z.object({ value: z.array(listedPullSchema) }),
    );
    // Forks may have a branch of the same name.
    const pull = value.find(({ forkSource }) => !forkSource);
    return pull && this.#toPullRequest(pull);
  }

  async open(
    request: { branch: string; into: string } & PullRequestText,
  ): Promise<PullRequest> {
    const { branch, into, title, body } = request;
    const pull = await this.#client.send(
      {
        method: 'POST',
        segments: this.#path,
        query: { 'api-version': API_VERSION },
        body: {
          sourceRefName: `refs/heads/${branch}`,
          targetRefName: `refs/heads/${into}`,
          title,
          description: shortened(body),
        },
      },
      pullSchema,
    );
    return this.#toPullRequest(pull);
  }

  async update(request: PullRequest, text: PullRequestText): Promise<void> {
    await this.#client.send(
      {
        method: 'PATCH',
        segments: [...this.#path, String(request.number)],
        query: { 'api-version': API_VERSION },
        body: { title: text.title, description: shortened(text.body) },
      },
      pullSchema,
    );
  }

  #toPullRequest({ pullRequestId }: z.infer<typeof pullSchema>): PullRequest {
    return {
      number: pullRequestId,
      url: `${this.#url}/pullrequest/${pullRequestId}`,
    };
  }
}

function shortened(body: string): string {
  const note = '\n\n(The rest is longer than Azure DevOps allows.)';
  return body.length <= MAX_DESCRIPTION
    ? body
    : body.slice(0, MAX_DESCRIPTION - note.length) + note;
}
