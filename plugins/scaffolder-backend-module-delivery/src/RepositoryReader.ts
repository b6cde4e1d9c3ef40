import { isError, ServiceUnavailableError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { OutboundClient } from '@fairway/backstage-plugin-delivery-node';
import { parse } from 'yaml';
import { z } from 'zod';
import { WizardConfig } from './wizardConfig';

const goldenPathSchema = z.object({ task: z.string().optional() });

/**
 * What is known of a repository under the wizard's organisation. `task` is the run of the wizard that made it, if one did.
 */
export type RepositoryState =
  | { exists: false }
  | { exists: true; empty: boolean; task: string | undefined };

/** Looks at repositories before the wizard creates any. */
export class RepositoryReader {
  readonly #client: OutboundClient;
  readonly #organization: string;
  readonly url: (name: string) => string;

  static create(options: {
    wizard: WizardConfig;
    integrations: ScmIntegrationRegistry;
  }): RepositoryReader {
    return new RepositoryReader(options);
  }

  private constructor(options: {
    wizard: WizardConfig;
    integrations: ScmIntegrationRegistry;
  }) {
    const { wizard, integrations } = options;
    const integration = integrations.github.byHost(wizard.repositoryHost);
    if (!integration?.config.apiBaseUrl) {
      throw new ServiceUnavailableError(
        `scaffolder.delivery.repositoryHost is '${wizard.repositoryHost}', but integrations.github has no such host`,
      );
    }
    const apiBaseUrl = integration.config.apiBaseUrl;
    const webUrl = new URL(apiBaseUrl);
    const scheme =
      wizard.repositoryHost === webUrl.host ? webUrl.protocol : 'https:';
    const organizationUrl = `${scheme}//${wizard.repositoryHost}/${wizard.organization}`;
    const credentials =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
    this.#organization = wizard.organization;
    this.url = name => `${organizationUrl}/${name}`;
    this.#client = OutboundClient.create({
      upstream: `GitHub (${wizard.repositoryHost})`,
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

  /** Looks a repository up; throws if the host gives no clear answer. */
  async read(name: string): Promise<RepositoryState> {
    const repository = await this.#find(['repos', this.#organization, name]);
    if (!repository) {
      return { exists: false };
    }
    const branch = await this.#find([
      'repos',
      this.#organization,
      name,
      'branches',
      'main',
    ]);
    if (!branch) {
      return { exists: true, empty: true, task: undefined };
    }
    return { exists: true, empty: false, task: await this.#readTask(name) };
  }

  async #readTask(name: string): Promise<string | undefined> {
    const file = await this.#find(
      ['repos', this.#organization, name, 'contents', '.golden-path.yaml'],
      'application/vnd.github.raw+json',
    );
    if (!file) {
      return undefined;
    }
    const content = goldenPathSchema.safeParse(parse(file.toString('utf8')));
    return content.success ? content.data.task : undefined;
  }

  async #find(
    segments: string[],
    accept?: string,
  ): Promise<Buffer | undefined> {
    try {
      const response = await this.#client.get({
        segments,
        ...(accept && { headers: { Accept: accept } }),
      });
      return response.modified ? response.body : undefined;
    } catch (error) {
      if (isError(error) && error.name === 'NotFoundError') {
        return undefined;
      }
      throw error;
    }
  }
}
