import { InputError } from '@backstage/errors';
import {
  OutboundClient,
  isHostAllowed,
} from '@fairway/backstage-plugin-delivery-node';
import { Artifact } from './azureSchemas';
import { refusalOf } from './refusalOf';

/** Where Azure DevOps serves pipeline artifacts: it asks for the same credentials there. */
const ARTIFACT_HOSTS = ['*.artifacts.visualstudio.com'];
/** Where it keeps them: it redirects there with a signed address, without credentials. */
const STORAGE_HOSTS = ['*.blob.core.windows.net', '*.vsblob.vsassets.io'];
const TIMEOUT_MS = 60_000;

/**
 * Downloads artifacts from the addresses that Azure DevOps tells. Steps of a pipeline can associate any address with a
 * build, so only known hosts are asked.
 */
export class ArtifactDownloads {
  readonly #storageHosts: readonly string[];
  readonly #headersOf: (
    organization: string,
  ) => Promise<Record<string, string>>;
  readonly #clients = new Map<string, OutboundClient>();

  static create(options: {
    /** More hosts of storage. */
    hosts: readonly string[];
    headersOf(organization: string): Promise<Record<string, string>>;
  }): ArtifactDownloads {
    return new ArtifactDownloads(options);
  }

  private constructor(options: {
    hosts: readonly string[];
    headersOf(organization: string): Promise<Record<string, string>>;
  }) {
    this.#storageHosts = [...STORAGE_HOSTS, ...options.hosts];
    this.#headersOf = options.headersOf;
  }

  /** The zip archive of an artifact. */
  async read(
    organization: string,
    { name, resource }: Artifact,
    limits: { maxBytes: number; signal: AbortSignal },
  ): Promise<Buffer> {
    const url = addressOf(resource.downloadUrl);
    const isOwn = url?.origin === new URL(organization).origin;
    if (!url || !(isOwn || isHostAllowed(url, ARTIFACT_HOSTS))) {
      throw new InputError(
        `The artifact '${name}' is kept at ${
          url ? `the host '${url.host}'` : 'no address'
        }, where nothing is downloaded from`,
      );
    }
    const response = await this.#clientOf(url.origin, organization).get({
      segments: url.pathname.split('/').filter(Boolean).map(decodeURIComponent),
      query: { ...Object.fromEntries(url.searchParams), $format: 'zip' },
      mayRedirectTo: target =>
        isHostAllowed(target, [...ARTIFACT_HOSTS, ...this.#storageHosts]),
      timeoutMs: TIMEOUT_MS,
      ...limits,
    });
    return response.modified ? response.body : Buffer.alloc(0);
  }

  #clientOf(origin: string, organization: string): OutboundClient {
    const key = `${origin} ${organization}`;
    const known = this.#clients.get(key);
    if (known) {
      return known;
    }
    const client = OutboundClient.create({
      upstream: `Azure DevOps artifacts (${new URL(origin).host})`,
      baseUrl: origin,
      headers: () => this.#headersOf(organization),
      refusalOf,
    });
    this.#clients.set(key, client);
    return client;
  }
}

function addressOf(downloadUrl: string | null | undefined): URL | undefined {
  return downloadUrl && URL.canParse(downloadUrl)
    ? new URL(downloadUrl)
    : undefined;
}
