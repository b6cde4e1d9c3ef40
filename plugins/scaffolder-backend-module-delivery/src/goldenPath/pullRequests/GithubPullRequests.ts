import { NotAllowedError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { z } from 'zod';
import { HostedRepository } from '../HostedRepository';
import { PullRequest, PullRequests, PullRequestText } from './PullRequests';
import { RestClient } from './RestClient';

const pullSchema = z.object({ number: z.number(), html_url: z.string() });

const repositorySchema = z.object({ id: z.number() });

const listedPullSchema = pullSchema.extend({
  // Nothing is left of the repository of a deleted fork.
  head: z.object({ repo: repositorySchema.nullable() }),
  base: z.object({ repo: repositorySchema }),
});

/** Of a repository on GitHub. */
export class GithubPullRequests implements PullRequests {
  readonly #client: RestClient;
  readonly #path: string[];
  readonly #owner: string;

  static create(options: {
    repository: Extract<HostedRepository, { type: 'github' }>;
    integrations: ScmIntegrationRegistry;
  }): GithubPullRequests {
    return new GithubPullRequests(options);
  }

  private constructor(options: {
    repository: Extract<HostedRepository, { type: 'github' }>;
    integrations: ScmIntegrationRegistry;
  }) {
    const { repository, integrations } = options;
    const { host, owner, name, url } = repository;
    const baseUrl = integrations.github.byHost(host)?.config.apiBaseUrl;
    if (!baseUrl) {
      throw new NotAllowedError(
        `integrations.github has no apiBaseUrl for '${host}'; add it in app-config`,
      );
    }
    const credentials =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
    this.#owner = owner;
    this.#path = ['repos', owner, name, 'pulls'];
    this.#client = RestClient.create({
      upstream: `GitHub (${host})`,
      baseUrl,
      headers: async () => ({
        Accept: 'application/vnd.github+json',
        ...(await credentials.getCredentials({ url })).headers,
      }),
    });
  }

  // https://docs.github.com/en/rest/pulls/pulls#list-pull-requests
  async findOpen(branch: string): Promise<PullRequest | undefined> {
    const pulls = await this.#client.send(
      {
        method: 'GET',
        segments: this.#path,
        query: { state: 'open', head: `${this.#owner}:${branch}` },
      },
      z.array(listedPullSchema),
    );
    // The owner may have a fork of its own repository, with a branch of the same name.
    const pull = pulls.find(({ head, base }) => head.repo?.id === base.repo.id);
    return pull && toPullRequest(pull);
  }

  async open(
    request: { branch: string; into: string } & PullRequestText,
  ): Promise<PullRequest> {
    const { branch, into, title, body } = request;
    const pull = await this.#client.send(
      {
        method: 'POST',
        segments: this.#path,
        body: { title, body, head: branch, base: into },
      },
      pullSchema,
    );
    return toPullRequest(pull);
  }

  async update(request: PullRequest, text: PullRequestText): Promise<void> {
    await this.#client.send(
      {
        method: 'PATCH',
        segments: [...this.#path, String(request.number)],
        body: { ...text },
      },
      pullSchema,
    );
  }
}

function toPullRequest(pull: z.infer<typeof pullSchema>): PullRequest {
  return { number: pull.number, url: pull.html_url };
}
