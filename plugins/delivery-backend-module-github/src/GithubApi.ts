import { NotFoundError } from '@backstage/errors';
import {
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import {
  OutboundClient,
  OutboundRequest,
  OutboundResponse,
  RateBudget,
  isHostAllowed,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { GithubRepository } from './GithubRepository';

/** Where GitHub keeps the artifacts of Actions. */
const ARTIFACT_HOSTS = [
  '*.blob.core.windows.net',
  '*.actions.githubusercontent.com',
];

type RepositoryRequest = Omit<OutboundRequest, 'segments'> & {
  segments: string[];
};

/**
 * GitHub's REST API for any host that has an integration, with that integration's credentials. All reading of this module
 * goes through one instance, so that its limits hold for both sources together.
 */
export class GithubApi {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #credentials: GithubCredentialsProvider;
  readonly #artifactHosts: readonly string[];
  readonly #clients = new Map<string, OutboundClient>();
  readonly #budgets = new Map<string, RateBudget>();

  static create(options: {
    integrations: ScmIntegrationRegistry;
    credentials: GithubCredentialsProvider;
    /** More hosts that artifacts may be downloaded from; `*.example.com` means every host below. */
    artifactHosts?: readonly string[];
  }): GithubApi {
    return new GithubApi(options);
  }

  private constructor(options: {
    integrations: ScmIntegrationRegistry;
    credentials: GithubCredentialsProvider;
    artifactHosts?: readonly string[];
  }) {
    this.#integrations = options.integrations;
    this.#credentials = options.credentials;
    this.#artifactHosts = [...ARTIFACT_HOSTS, ...(options.artifactHosts ?? [])];
  }

  get integrations(): ScmIntegrationRegistry {
    return this.#integrations;
  }

  /** Reads JSON below `/repos/<owner>/<repo>`. */
  async getJson<T>(
    repository: GithubRepository,
    request: RepositoryRequest,
    schema: z.ZodType<T>,
  ): Promise<OutboundResponse<T>> {
    const response = await this.#clientOf(repository.host).getJson(
      requestTo(repository, request),
      schema,
    );
    this.#budgetOf(repository).note(response.headers);
    return response;
  }

  /** Opens a file below `/repos/<owner>/<repo>` to read it while it arrives, until the request's signal aborts. */
  async openFile(
    repository: GithubRepository,
    request: RepositoryRequest,
  ): Promise<AsyncIterable<Uint8Array>> {
    return this.#clientOf(repository.host).open(requestTo(repository, request));
  }

  /** True if there is time and rate limit to read what nobody waits for. */
  hasRoom(repository: GithubRepository): boolean {
    return this.#budgetOf(repository).hasRoom;
  }

  /** Reads a file below `/repos/<owner>/<repo>`. */
  async getFile(
    repository: GithubRepository,
    request: RepositoryRequest,
  ): Promise<Buffer> {
    const response = await this.#clientOf(repository.host).get({
      ...requestTo(repository, request),
      mayRedirectTo: url => isHostAllowed(url, this.#artifactHosts),
    });
    return response.modified ? response.body : Buffer.alloc(0);
  }

  /** A token has one limit; a GitHub App has one per owner that installed it. */
  #budgetOf({ host, owner }: GithubRepository): RateBudget {
    const key = `${host}/${owner}`;
    const budget = this.#budgets.get(key) ?? RateBudget.create();
    this.#budgets.set(key, budget);
    return budget;
  }

  #clientOf(host: string): OutboundClient {
    const known = this.#clients.get(host);
    if (known) {
      return known;
    }
    const config = this.#integrations.github.byHost(host)?.config;
    if (!config?.apiBaseUrl) {
      throw new NotFoundError(
        `The GitHub integration of '${host}' has no apiBaseUrl; set integrations.github[].apiBaseUrl`,
      );
    }
    const client = OutboundClient.create({
      upstream: `GitHub (${host})`,
      baseUrl: config.apiBaseUrl,
      headers: async ({ segments }) => {
        const [, owner, repo] = segments;
        const { headers } = await this.#credentials.getCredentials({
          url: `https://${host}/${owner}/${repo}`,
        });
        return {
          Accept: 'application/vnd.github+json',
          'X-GitHub-Api-Version': '2022-11-28',
          'User-Agent': 'fairway-delivery',
          ...headers,
        };
      },
    });
    this.#clients.set(host, client);
    return client;
  }
}

function requestTo(
  { owner, repo }: GithubRepository,
  request: RepositoryRequest,
): OutboundRequest {
  return { ...request, segments: ['repos', owner, repo, ...request.segments] };
}
