import {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { z } from 'zod';
import { OutboundClient } from '../outbound/OutboundClient';

/** Auth providers that need a token of the person who looks, which a background job does not have. */
const PERSONAL_AUTH_PROVIDERS = ['aks', 'google', 'oidc'];

const clustersSchema = z.object({
  items: z.array(
    z.object({ name: z.string(), authProvider: z.string().optional() }),
  ),
});

/** A cluster of Backstage's Kubernetes plugin; `client` reads from its API. @public */
export interface KubernetesCluster {
  name: string;
  client: OutboundClient;
}

/**
 * The clusters that are configured for Backstage's Kubernetes plugin, read through its proxy with service credentials,
 * so that connections and credentials are configured once.
 *
 * @public
 */
export class KubernetesClusters {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #logger: LoggerService;
  readonly #only: readonly string[] | undefined;
  readonly #clients = new Map<string, OutboundClient>();

  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    logger: LoggerService;
    /** Names of the clusters to use; all unless given. */
    only?: readonly string[];
  }): KubernetesClusters {
    return new KubernetesClusters(options);
  }

  private constructor(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    logger: LoggerService;
    only?: readonly string[];
  }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
    this.#logger = options.logger;
    this.#only = options.only;
  }

  /** Throws if no cluster can be used: nobody could tell that from services that run nowhere. */
  async list(signal: AbortSignal): Promise<KubernetesCluster[]> {
    const baseUrl = await this.#discovery.getBaseUrl('kubernetes');
    const client = OutboundClient.create({
      upstream: 'The Kubernetes plugin',
      baseUrl,
      headers: () => this.#credentials(),
    });
    const response = await client.getJson(
      { segments: ['clusters'], signal },
      clustersSchema,
    );
    const items = response.modified ? response.body.items : [];
    this.#check(items.map(item => item.name));
    const clusters: KubernetesCluster[] = [];
    for (const { name, authProvider } of items) {
      if (this.#only && !this.#only.includes(name)) {
        continue;
      }
      if (PERSONAL_AUTH_PROVIDERS.includes(authProvider ?? '')) {
        this.#logger.warn(
          `Cluster '${name}' is not observed: its auth provider '${authProvider}' needs a signed-in person; use serviceAccount, aws, azure or googleServiceAccount`,
        );
        continue;
      }
      clusters.push({ name, client: this.#clientOf(name, baseUrl) });
    }
    if (clusters.length === 0) {
      throw new NotFoundError(
        'No cluster can be observed; configure one with server-side credentials in kubernetes.clusterLocatorMethods',
      );
    }
    return clusters;
  }

  #check(names: string[]): void {
    const unknown = this.#only?.find(name => !names.includes(name));
    if (unknown) {
      throw new NotFoundError(
        `No cluster '${unknown}' in the Kubernetes plugin; it has: ${names.join(
          ', ',
        )}`,
      );
    }
  }

  #clientOf(name: string, baseUrl: string): OutboundClient {
    const known = this.#clients.get(name);
    if (known) {
      return known;
    }
    const client = OutboundClient.create({
      upstream: `Cluster '${name}'`,
      baseUrl: `${baseUrl}/proxy`,
      maxBytes: 64 * 1024 * 1024,
      timeoutMs: 10_000,
      headers: async () => ({
        ...(await this.#credentials()),
        'Backstage-Kubernetes-Cluster': name,
        // The backend's compression would hold back the events of a watch.
        'Accept-Encoding': 'identity',
      }),
    });
    this.#clients.set(name, client);
    return client;
  }

  async #credentials(): Promise<Record<string, string>> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'kubernetes',
    });
    return { Authorization: `Bearer ${token}` };
  }
}
