import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { z } from 'zod';
import { GitopsObject } from './gitopsObjects';

const TIMEOUT_MS = 10_000;
const FIELD_MANAGER = 'fairway-wizard';

const answerSchema = z.object({
  error: z.object({ message: z.string() }).optional(),
  message: z.string().optional(),
});

/** A cluster as Backstage's Kubernetes plugin reaches it, with its credentials. */
export class GitopsCluster {
  readonly #name: string;
  readonly #discovery: DiscoveryService;
  readonly #auth: AuthService;

  static create(options: {
    name: string;
    discovery: DiscoveryService;
    auth: AuthService;
  }): GitopsCluster {
    return new GitopsCluster(options);
  }

  private constructor(options: {
    name: string;
    discovery: DiscoveryService;
    auth: AuthService;
  }) {
    this.#name = options.name;
    this.#discovery = options.discovery;
    this.#auth = options.auth;
  }

  /** What the cluster has under the name of an object; undefined if the name is free. */
  async find(object: GitopsObject): Promise<unknown> {
    const { status, text, problem } = await this.#ask(object, {
      method: 'GET',
    });
    if (status === 404) {
      return undefined;
    }
    const existing = parseJson(text);
    if (problem || existing === undefined) {
      throw new Error(
        `Cluster '${this.#name}' did not say whether the ${describe(
          object,
        )} exists: ${problem ?? 'no JSON'}. Nothing was applied`,
      );
    }
    return existing;
  }

  /** Makes the object what it shall be; the same again changes nothing. */
  async apply(object: GitopsObject): Promise<void> {
    const { problem } = await this.#ask(object, {
      method: 'PATCH',
      query: `?fieldManager=${FIELD_MANAGER}&force=true`,
      // JSON is YAML, and the proxy keeps a body of this type as it is.
      headers: { 'Content-Type': 'application/apply-patch+yaml' },
      body: JSON.stringify(object.content),
    });
    if (problem) {
      throw new Error(
        `Cluster '${this.#name}' did not take the ${describe(
          object,
        )}: ${problem}. Retry goes on from here; nothing that exists is created twice`,
      );
    }
  }

  async #ask(
    object: GitopsObject,
    request: {
      method: 'GET' | 'PATCH';
      query?: string;
      headers?: Record<string, string>;
      body?: string;
    },
  ): Promise<{ status?: number; text: string; problem?: string }> {
    const { method, query = '', headers, body } = request;
    const baseUrl = await this.#discovery.getBaseUrl('kubernetes');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'kubernetes',
    });
    try {
      const response = await fetch(
        `${baseUrl}/proxy/${apiPath(object)}${query}`,
        {
          method,
          headers: {
            Authorization: `Bearer ${token}`,
            'Backstage-Kubernetes-Cluster': this.#name,
            ...headers,
          },
          body,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
      );
      const text = await response.text();
      return {
        status: response.status,
        text,
        problem: response.ok ? undefined : problemOf(response, text),
      };
    } catch (error) {
      return { text: '', problem: stringifyError(error) };
    }
  }
}

function describe({ owner, kind, metadata }: GitopsObject): string {
  return `${owner} ${kind} '${metadata.name}'`;
}

function apiPath({ apiVersion, metadata, plural }: GitopsObject): string {
  return [
    'apis',
    apiVersion,
    'namespaces',
    encodeURIComponent(metadata.namespace),
    plural,
    encodeURIComponent(metadata.name),
  ].join('/');
}

/** The first useful sentence of an answer that is not a success: of the proxy's error or of Kubernetes' Status. */
function problemOf(
  { status, statusText }: { status: number; statusText: string },
  text: string,
): string {
  const answer = answerSchema.safeParse(parseJson(text));
  const message =
    (answer.success && (answer.data.error?.message ?? answer.data.message)) ||
    statusText;
  return `${status} ${message}`.trim().replace(/\.$/, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
