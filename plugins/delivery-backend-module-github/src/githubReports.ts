import { RootConfigService } from '@backstage/backend-plugin-api';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { ReportIssuer } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';

/** Which run a token is of: https://docs.github.com/actions/reference/security/oidc */
export const githubClaims = z
  .object({
    repository: z.string().min(3).max(201),
    run_id: z.string().max(30),
  })
  .transform(({ repository, run_id: run }) => ({ repository, run }));

/**
 * Who signs the tokens of Actions, for the hosts that `integrations.github` names. Backstage adds github.com by itself; who
 * did not write it down takes no reports from there.
 */
export function githubIssuers(
  config: RootConfigService,
  integrations: ScmIntegrationRegistry,
): ReportIssuer[] {
  const written = config.getOptionalConfigArray('integrations.github') ?? [];
  return written.flatMap(integration => {
    const host = integration.getOptionalString('host') ?? 'github.com';
    const api = integrations.github.byHost(host)?.config.apiBaseUrl;
    return api
      ? { title: `GitHub Actions (${host})`, issuer: issuerOf(host, api) }
      : [];
  });
}

function issuerOf(host: string, apiBaseUrl: string): string {
  if (host === 'github.com') {
    return 'https://token.actions.githubusercontent.com';
  }
  return host.endsWith('.ghe.com')
    ? `https://token.actions.${host}`
    : `${new URL(apiBaseUrl).origin}/_services/token`;
}
