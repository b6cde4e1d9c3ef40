import { AuthenticationError, NotFoundError, isError } from '@backstage/errors';
import { AzureDevOpsCredentialsProvider } from '@backstage/integration';
import {
  OutboundClient,
  OutboundRequest,
  RateBudget,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { ArtifactDownloads } from './ArtifactDownloads';
import { AzureRepository } from './AzureRepository';
import { Artifact } from './azureSchemas';
import { refusalOf } from './refusalOf';

const API_VERSION = '7.1';

type ProjectRequest = Omit<OutboundRequest, 'segments' | 'etag'> & {
  segments: string[];
};

/**
 * Azure DevOps' REST API, version 7.1, with the credentials of `integrations.azure`. All reading of this module goes
 * through one instance, so that its limits hold for both sources together.
 */
export class AzureApi {
  readonly #credentials: AzureDevOpsCredentialsProvider;
  readonly #downloads: ArtifactDownloads;
  readonly #organizations = new Map<
    string,
    { client: OutboundClient; budget: RateBudget }
  >();

  static create(options: {
    credentials: AzureDevOpsCredentialsProvider;
    /** More hosts that artifacts may be downloaded from; `*.example.com` means every host below. */
    artifactHosts?: readonly string[];
  }): AzureApi {
    return new AzureApi(options);
  }

  private constructor(options: {
    credentials: AzureDevOpsCredentialsProvider;
    artifactHosts?: readonly string[];
  }) {
    this.#credentials = options.credentials;
    this.#downloads = ArtifactDownloads.create({
      hosts: options.artifactHosts ?? [],
      headersOf: organization => this.#headersOf(organization),
    });
  }

  /** Reads JSON below `/<organization>/<project>/_apis`. */
  async readJson<T>(
    repository: AzureRepository,
    request: ProjectRequest,
    schema: z.ZodType<T>,
  ): Promise<{ body: T; headers: Headers }> {
    const { client, budget } = this.#open(repository);
    const response = await client.getJson(
      {
        ...request,
        segments: [repository.project, '_apis', ...request.segments],
        query: { ...request.query, 'api-version': API_VERSION },
      },
      schema,
    );
    budget.note(response.headers);
    if (!response.modified) {
      throw new NotFoundError(`${nameOf(repository)} answered without content`);
    }
    return response;
  }

  /** Downloads the archive of an artifact. */
  async download(
    repository: AzureRepository,
    artifact: Artifact,
    limits: { maxBytes: number; signal: AbortSignal },
  ): Promise<Buffer> {
    return this.#downloads.read(organizationUrl(repository), artifact, limits);
  }

  /** True if there is rate limit enough to read what nobody waits for. */
  hasRoom(repository: AzureRepository): boolean {
    return this.#open(repository).budget.hasRoom;
  }

  #open(repository: AzureRepository): {
    client: OutboundClient;
    budget: RateBudget;
  } {
    const baseUrl = organizationUrl(repository);
    const known = this.#organizations.get(baseUrl);
    if (known) {
      return known;
    }
    const opened = {
      client: OutboundClient.create({
        upstream: nameOf(repository),
        baseUrl,
        headers: () => this.#headersOf(baseUrl),
        refusalOf,
      }),
      budget: RateBudget.create(),
    };
    this.#organizations.set(baseUrl, opened);
    return opened;
  }

  async #headersOf(organization: string): Promise<Record<string, string>> {
    try {
      const credentials = await this.#credentials.getCredentials({
        url: organization,
      });
      return {
        'User-Agent': 'fairway-delivery',
        // Otherwise it answers with the address of a login instead of 401.
        'X-TFS-FedAuthRedirect': 'Suppress',
        ...credentials?.headers,
      };
    } catch (error) {
      throw new AuthenticationError(
        `There are no credentials for ${organization}; add them to integrations.azure[].credentials: ${
          isError(error) ? error.message : error
        }`,
      );
    }
  }
}

function nameOf({ host, organization }: AzureRepository): string {
  return `Azure DevOps (${host}/${organization})`;
}

/** Address of an organization, or of a collection on a server of your own. */
export function organizationUrl({
  host,
  organization,
}: AzureRepository): string {
  const path = organization.split('/').map(encodeURIComponent).join('/');
  return `https://${host}/${path}`;
}
