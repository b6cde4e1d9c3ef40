import { ServiceUnavailableError } from '@backstage/errors';
import {
  getGitLabRequestOptions,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { OutboundClient } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { CodeHost, RepositoryAddress, RepositoryState } from './CodeHost';
import { findResource } from './findResource';
import { taskIn } from './taskIn';

const projectSchema = z.object({ empty_repo: z.boolean().optional() });

/** Projects of a GitLab group. */
export class GitlabHost implements CodeHost {
  readonly host: string;
  /** The full path of the group. */
  readonly organization: string;
  readonly project = '';
  readonly #client: OutboundClient;
  readonly #groupUrl: string;

  /** Throws a ServiceUnavailableError if `integrations.gitlab` does not know the host. */
  static create(options: {
    host: string;
    organization: string;
    integrations: ScmIntegrationRegistry;
  }): GitlabHost {
    return new GitlabHost(options);
  }

  private constructor(options: {
    host: string;
    organization: string;
    integrations: ScmIntegrationRegistry;
  }) {
    const { host, organization, integrations } = options;
    const config = integrations.gitlab.byHost(host)?.config;
    if (!config) {
      throw new ServiceUnavailableError(
        `scaffolder.delivery.codeHosts.gitlab.host is '${host}', but integrations.gitlab has no such host`,
      );
    }
    this.host = host;
    this.organization = organization;
    this.#groupUrl = `${config.baseUrl}/${organization}`;
    this.#client = OutboundClient.create({
      upstream: `GitLab (${host})`,
      baseUrl: config.apiBaseUrl,
      headers: async () => getGitLabRequestOptions(config).headers,
      maxBytes: 1024 * 1024,
    });
  }

  address(name: string): RepositoryAddress {
    const url = `${this.#groupUrl}/${name}`;
    const query = new URLSearchParams({ owner: this.organization, repo: name });
    return {
      url,
      cloneUrl: `${url}.git`,
      fileUrl: `${url}/-/blob/main/`,
      repoUrl: `${this.host}?${query}`,
    };
  }

  // https://docs.gitlab.com/api/projects/#get-a-single-project
  async read(name: string): Promise<RepositoryState> {
    const project = ['projects', `${this.organization}/${name}`];
    const body = await findResource(this.#client, { segments: project });
    if (!body) {
      return { exists: false };
    }
    const { empty_repo: isEmpty } = projectSchema.parse(
      JSON.parse(body.toString('utf8')),
    );
    if (isEmpty) {
      return { exists: true, empty: true, task: undefined };
    }
    const file = await findResource(this.#client, {
      segments: [...project, 'repository', 'files', '.golden-path.yaml', 'raw'],
      query: { ref: 'main' },
    });
    return { exists: true, empty: false, task: taskIn(file) };
  }
}
