import { RootConfigService } from '@backstage/backend-plugin-api';

/**
 * The hosts that `integrations.azure` names. Backstage adds dev.azure.com by itself; who did not write it down is not
 * asked.
 */
export function azureHosts(config: RootConfigService): string[] {
  return (config.getOptionalConfigArray('integrations.azure') ?? []).map(
    integration => integration.getOptionalString('host') ?? 'dev.azure.com',
  );
}
