import { InputError, NotAllowedError } from '@backstage/errors';
import {
  AzureDevOpsCredentialsProvider,
  DefaultAzureDevOpsCredentialsProvider,
  DefaultGithubCredentialsProvider,
  DefaultGitlabCredentialsProvider,
  GithubCredentialsProvider,
  GitlabCredentialsProvider,
  ScmIntegration,
  ScmIntegrations,
} from '@backstage/integration';
import { repositoryOrigin } from './repositoryOrigin';

/**
 * How to reach a repository.
 *
 * @public
 */
export interface GitRemote {
  url: string;
  /** Passed to git by environment; may hold credentials. */
  environment: Record<string, string>;
}

/**
 * Turns the URL of a repository into a remote that git may talk to.
 *
 * @public
 */
export interface GitRemotes {
  find(repository: string): Promise<GitRemote>;
  /** Link to a commit for people. */
  commitUrl(repository: string, commit: string): string | undefined;
}

/**
 * Knows the hosts of `integrations` in app-config, and no others.
 *
 * @public
 */
export class IntegrationGitRemotes implements GitRemotes {
  readonly #integrations: ScmIntegrations;
  readonly #github: GithubCredentialsProvider;
  readonly #gitlab: GitlabCredentialsProvider;
  #azure: AzureDevOpsCredentialsProvider | undefined;

  static create(options: {
    integrations: ScmIntegrations;
  }): IntegrationGitRemotes {
    return new IntegrationGitRemotes(options.integrations);
  }

  private constructor(integrations: ScmIntegrations) {
    this.#integrations = integrations;
    this.#github =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
    this.#gitlab =
      DefaultGitlabCredentialsProvider.fromIntegrations(integrations);
  }

  async find(repository: string): Promise<GitRemote> {
    const { url, integration } = this.#locate(repository);
    if (!integration) {
      throw new NotAllowedError(
        `Host '${url.host}' of the repository ${repository} is in no entry of \`integrations\` in app-config; add it there`,
      );
    }
    const authorization = await this.#authorization(integration.type, url);
    const config: [string, string][] = [
      ['http.followRedirects', 'false'],
      ['core.hooksPath', '/dev/null'],
    ];
    if (authorization) {
      config.push(['http.extraHeader', `Authorization: ${authorization}`]);
    }
    return {
      url: integration.type === 'azure' ? azureUrlOf(url) : gitUrlOf(url),
      environment: {
        GIT_ALLOW_PROTOCOL: 'http:https',
        ...configEnvironment(config),
      },
    };
  }

  commitUrl(repository: string, commit: string): string | undefined {
    const { url, integration } = this.#locate(repository);
    const home = gitUrlOf(url).replace(/\.git$/, '');
    switch (integration?.type) {
      case 'github':
      case 'gitea':
        return `${home}/commit/${commit}`;
      case 'gitlab':
        return `${home}/-/commit/${commit}`;
      case 'azure':
        return `${azureUrlOf(url)}/commit/${commit}`;
      default:
        return undefined;
    }
  }

  #locate(repository: string): {
    url: URL;
    integration: ScmIntegration | undefined;
  } {
    const written = parse(repository);
    const { host, pathname } = written;
    return {
      url: new URL(repositoryOrigin(host, this.#integrations) + pathname),
      integration: this.#integrations.byUrl(written),
    };
  }

  async #authorization(type: string, url: URL): Promise<string | undefined> {
    switch (type) {
      case 'github': {
        const { token } = await this.#github.getCredentials({ url: url.href });
        return basic('x-access-token', token);
      }
      case 'gitlab': {
        const { token } = await this.#gitlab.getCredentials({ url: url.href });
        return basic('oauth2', token);
      }
      case 'azure': {
        // Made when it is needed: it keeps tokens until they run out.
        this.#azure ??= DefaultAzureDevOpsCredentialsProvider.fromIntegrations(
          this.#integrations,
        );
        const credentials = await this.#azure.getCredentials({ url: url.href });
        return credentials?.headers.Authorization;
      }
      case 'gitea': {
        const config = this.#integrations.gitea.byUrl(url)?.config;
        return basic(config?.username ?? 'token', config?.password);
      }
      default:
        return undefined;
    }
  }
}

/**
 * Git configuration that no process list and no log shows.
 *
 * @public
 */
export function configEnvironment(
  config: [string, string][],
): Record<string, string> {
  const environment: Record<string, string> = {
    GIT_CONFIG_COUNT: String(config.length),
  };
  for (const [index, [key, value]] of config.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}

function basic(user: string, secret: string | undefined): string | undefined {
  if (!secret) {
    return undefined;
  }
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}

function parse(repository: string): URL {
  let url: URL;
  try {
    url = new URL(repository);
  } catch {
    throw new InputError(
      `'${repository}' is no URL of a repository; write it (in annotations such as fairway.dev/manifests, too) like https://github.com/acme/checkout-api`,
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new InputError(
      `The repository ${repository} must be an http or https URL`,
    );
  }
  if (url.username || url.password) {
    throw new InputError(
      `The URL of a repository on ${url.host} carries credentials; remove them (from annotations such as fairway.dev/manifests) and use \`integrations\` in app-config`,
    );
  }
  return url;
}

// Azure DevOps knows its repositories by their plain name.
function azureUrlOf(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function gitUrlOf(url: URL): string {
  const path = url.pathname.replace(/\/+$/, '').replace(/\.git$/, '');
  return `${url.origin}${path}.git`;
}
