import { ServiceUnavailableError } from '@backstage/errors';
import {
  DefaultAzureDevOpsCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { OutboundClient } from '@fairway/backstage-plugin-delivery-node';
import { CodeHost, RepositoryAddress, RepositoryState } from './CodeHost';
import { findResource } from './findResource';
import { isEmptyList } from './isEmptyList';
import { taskIn } from './taskIn';

const API_VERSION = '7.1';

/** Git repositories of an Azure DevOps project. */
export class AzureHost implements CodeHost {
  readonly host: string;
  readonly organization: string;
  readonly project: string;
  readonly #client: OutboundClient;
  readonly #projectUrl: string;

  /** Throws a ServiceUnavailableError if `integrations.azure` does not know the host. */
  static create(options: {
    host: string;
    organization: string;
    project: string;
    integrations: ScmIntegrationRegistry;
  }): AzureHost {
    return new AzureHost(options);
  }

  private constructor(options: {
    host: string;
    organization: string;
    project: string;
    integrations: ScmIntegrationRegistry;
  }) {
    const { host, organization, project, integrations } = options;
    if (!integrations.azure.byHost(host)) {
      throw new ServiceUnavailableError(
        `scaffolder.delivery.codeHosts.azure.host is '${host}', but integrations.azure has no such host`,
      );
    }
    this.host = host;
    this.organization = organization;
    this.project = project;
    const organizationUrl = `https://${host}/${encodeURIComponent(
      organization,
    )}`;
    const projectUrl = `${organizationUrl}/${encodeURIComponent(project)}`;
    const credentials =
      DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);
    this.#projectUrl = projectUrl;
    this.#client = OutboundClient.create({
      upstream: `Azure DevOps (${host})`,
      baseUrl: projectUrl,
      headers: async () => ({
        ...(await credentials.getCredentials({ url: organizationUrl }))
          ?.headers,
      }),
      maxBytes: 1024 * 1024,
    });
  }

  address(name: string): RepositoryAddress {
    const url = `${this.#projectUrl}/_git/${name}`;
    const query = new URLSearchParams({
      organization: this.organization,
      project: this.project,
      repo: name,
    });
    return {
      url,
      cloneUrl: url,
      fileUrl: `${url}?version=GBmain&path=/`,
      repoUrl: `${this.host}?${query}`,
    };
  }

  // https://learn.microsoft.com/en-us/rest/api/azure/devops/git/repositories/get-repository
  async read(name: string): Promise<RepositoryState> {
    const segments = ['_apis', 'git', 'repositories', name];
    const repository = await findResource(this.#client, {
      segments,
      query: { 'api-version': API_VERSION },
    });
    if (!repository) {
      return { exists: false };
    }
    // A repository without a default branch may still have branches.
    // https://learn.microsoft.com/en-us/rest/api/azure/devops/git/refs/list
    const branches = await findResource(this.#client, {
      segments: [...segments, 'refs'],
      query: { filter: 'heads/', $top: '1', 'api-version': API_VERSION },
    });
    if (isEmptyList(branches)) {
      return { exists: true, empty: true, task: undefined };
    }
    // https://learn.microsoft.com/en-us/rest/api/azure/devops/git/items/get
    const file = await findResource(this.#client, {
      segments: [...segments, 'items'],
      query: {
        path: '/.golden-path.yaml',
        'versionDescriptor.version': 'main',
        'api-version': API_VERSION,
        $format: 'octetStream',
      },
    });
    return { exists: true, empty: false, task: taskIn(file) };
  }
}
