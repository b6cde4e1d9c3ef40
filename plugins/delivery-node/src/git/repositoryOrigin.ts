import { ScmIntegrationRegistry } from '@backstage/integration';

/**
 * Scheme and host under which repositories of a host are reached: https, unless `integrations` itself says http. What
 * somebody typed has no say in it, for tokens of the portal go there.
 *
 * @public
 */
export function repositoryOrigin(
  host: string,
  integrations: ScmIntegrationRegistry,
): string {
  const address = configuredAddress(host, integrations);
  const isClear =
    address !== undefined &&
    URL.canParse(address) &&
    new URL(address).origin === `http://${host}`;
  return `${isClear ? 'http' : 'https'}://${host}`;
}

function configuredAddress(
  host: string,
  integrations: ScmIntegrationRegistry,
): string | undefined {
  switch (integrations.byHost(host)?.type) {
    case 'github':
      return integrations.github.byHost(host)?.config.apiBaseUrl;
    case 'gitlab':
      return integrations.gitlab.byHost(host)?.config.baseUrl;
    case 'gitea':
      return integrations.gitea.byHost(host)?.config.baseUrl;
    case 'bitbucketServer':
      return integrations.bitbucketServer.byHost(host)?.config.apiBaseUrl;
    default:
      return undefined;
  }
}
