import { RootConfigService } from '@backstage/backend-plugin-api';

/**
 * The hosts that `integrations.gitlab` names. Backstage adds gitlab.com by itself, without credentials; who did not write
 * it down is not asked.
 */
export function gitlabHosts(config: RootConfigService): string[] {
  return (config.getOptionalConfigArray('integrations.gitlab') ?? []).map(
    integration => integration.getString('host'),
  );
}
