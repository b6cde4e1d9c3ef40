import { ServiceUnavailableError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import {
  OutboundClient,
  repositoryOrigin,
} from '@fairway/backstage-plugin-delivery-node';
import { CodeHost, RepositoryAddress, RepositoryState } from './CodeHost';
import { findResource } from './findResource';
import { isEmptyList } from './isEmptyList';
import { taskIn } from './taskIn';

/** Repositories of a GitHub organization. */
export class GithubHost implements CodeHost {
  readonly host: string;
  readonly organization: string;
  readonly project = '';
  readonly #client: OutboundClient;
  readonly #organizationUrl: string;

  /** Throws a ServiceUnavailableError if `integrations.github` does not know the host. */
  static create(options: {
    host: string;
    organization: string;
    integrations: ScmIntegrationRegistry;
  }): GithubHost {
    return new GithubHost(options);
  }

  private constructor(options: {
    host: string;
    organization: string;
    integrations: ScmIntegrationRegistry;
  }) {
    const { host, organization, integrations } = options;
    const apiBaseUrl = integrations.github.byHost(host)?.config.apiBaseUrl;
    if (!apiBaseUrl) {
      throw new ServiceUnavailableError(
        `scaffolder.delivery.codeHosts.github.host is '${host}', but integrations.github has no such host`,
      );
    }
    const organizationUrl = `${repositoryOrigin(
      host,
      integrations,
    )}/${organization}`;
    const credentials =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
    this.host = host;
    this.organization = organization;
    this.#organizationUrl = organizationUrl;
    this.#client = OutboundClient.create({
      upstream: `GitHub (${host})`,
      baseUrl: apiBaseUrl,
      headers: async () => {
        const { headers } = await credentials.getCredentials({
          url: organizationUrl,
        });
        return { Accept: 'application/vnd.github+json', ...headers };
      },
      maxBytes: 1024 * 1024,
    });
  }

  address(name: string): RepositoryAddress {
    const url = `${this.#organizationUrl}/${name}`;
    const query = new URLSearchParams({ owner: this.organization, repo: name });
    return {
      url,
      cloneUrl: `${url}.git`,
      fileUrl: `${url}/blob/main/`,
      repoUrl: `${this.host}?${query}`,
    };
  }

  // https://docs.github.com/en/rest/repos/repos#get-a-repository
  async read(name: string): Promise<RepositoryState> {
    const repository = ['repos', this.organization, name];
    if (!(await findResource(this.#client, { segments: repository }))) {
      return { exists: false };
    }
    // https://docs.github.com/en/rest/branches/branches#list-branches
    const branches = await findResource(this.#client, {
      segments: [...repository, 'branches'],
      query: { per_page: '1' },
    });
    if (isEmptyList(branches)) {
      return { exists: true, empty: true, task: undefined };
    }
    const file = await findResource(this.#client, {
      segments: [...repository, 'contents', '.golden-path.yaml'],
      headers: { Accept: 'application/vnd.github.raw+json' },
    });
    return { exists: true, empty: false, task: taskIn(file) };
  }
}
