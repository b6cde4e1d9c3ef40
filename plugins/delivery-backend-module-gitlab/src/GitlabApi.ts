import { NotFoundError } from '@backstage/errors';
import {
  GitlabCredentialsProvider,
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
import { GitlabProject } from './GitlabProject';

/** Where gitlab.com keeps job artifacts. */
const ARTIFACT_HOSTS = ['storage.googleapis.com', '*.gitlab-static.net'];

type ProjectRequest = Omit<OutboundRequest, 'segments'> & {
  segments: string[];
};

/**
 * GitLab's REST API, version 4, for any host that has an integration, with that integration's credentials. All reading of
 * this module goes through one instance, so that its limits hold for both sources together.
 */
export class GitlabApi {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #credentials: GitlabCredentialsProvider;
  readonly #artifactHosts: readonly string[];
  readonly #hosts = new Map<
    string,
    { client: OutboundClient; budget: RateBudget }
  >();

  static create(options: {
    integrations: ScmIntegrationRegistry;
    credentials: GitlabCredentialsProvider;
    /** More hosts that artifacts may be downloaded from; `*.example.com` means every host below. */
    artifactHosts?: readonly string[];
  }): GitlabApi {
    return new GitlabApi(options);
  }

  private constructor(options: {
    integrations: ScmIntegrationRegistry;
    credentials: GitlabCredentialsProvider;
    artifactHosts?: readonly string[];
  }) {
    this.#integrations = options.integrations;
    this.#credentials = options.credentials;
    this.#artifactHosts = [...ARTIFACT_HOSTS, ...(options.artifactHosts ?? [])];
  }

  /** Reads JSON below `/projects/<project>`. */
  async getJson<T>(
    project: GitlabProject,
    request: ProjectRequest,
    schema: z.ZodType<T>,
  ): Promise<OutboundResponse<T>> {
    const { client, budget } = this.#open(project.host);
    const response = await client.getJson(requestTo(project, request), schema);
    budget.note(response.headers);
    return response;
  }

  /** Reads JSON that was not read before. */
  async readJson<T>(
    project: GitlabProject,
    request: ProjectRequest,
    schema: z.ZodType<T>,
  ): Promise<{ body: T; headers: Headers }> {
    const response = await this.getJson(project, request, schema);
    if (!response.modified) {
      throw new NotFoundError(
        `GitLab (${project.host}) answered without content`,
      );
    }
    return response;
  }

  /** Reads a file below `/projects/<project>`. */
  async getFile(
    project: GitlabProject,
    request: ProjectRequest,
  ): Promise<Buffer> {
    const response = await this.#open(project.host).client.get({
      ...requestTo(project, request),
      mayRedirectTo: url => isHostAllowed(url, this.#artifactHosts),
    });
    return response.modified ? response.body : Buffer.alloc(0);
  }

  /** True if there is rate limit enough to read what nobody waits for. */
  hasRoom({ host }: GitlabProject): boolean {
    return this.#open(host).budget.hasRoom;
  }

  #open(host: string): { client: OutboundClient; budget: RateBudget } {
    const known = this.#hosts.get(host);
    if (known) {
      return known;
    }
    const config = this.#integrations.gitlab.byHost(host)?.config;
    if (!config) {
      throw new NotFoundError(
        `No GitLab integration for '${host}'; add it to integrations.gitlab`,
      );
    }
    const client = OutboundClient.create({
      upstream: `GitLab (${host})`,
      baseUrl: config.apiBaseUrl,
      headers: async () => {
        const { headers } = await this.#credentials.getCredentials({
          url: config.baseUrl,
        });
        return { 'User-Agent': 'fairway-delivery', ...headers };
      },
    });
    const opened = { client, budget: RateBudget.create() };
    this.#hosts.set(host, opened);
    return opened;
  }
}

// GitLab takes the whole path of a project as one encoded segment.
function requestTo(
  { path }: GitlabProject,
  request: ProjectRequest,
): OutboundRequest {
  return { ...request, segments: ['projects', path, ...request.segments] };
}
