import { ScmIntegrationRegistry } from '@backstage/integration';
import { ReportIssuer } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';

/** Which pipeline a token is of: https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload */
export const gitlabClaims = z
  .object({
    project_path: z.string().min(3).max(1000),
    pipeline_id: z.string().max(30),
  })
  .transform(claims => ({
    repository: claims.project_path,
    run: claims.pipeline_id,
  }));

/** Every GitLab signs the tokens of its own jobs. */
export function gitlabIssuers(
  hosts: readonly string[],
  integrations: ScmIntegrationRegistry,
): ReportIssuer[] {
  return hosts.map(host => ({
    title: `GitLab (${host})`,
    issuer:
      integrations.gitlab.byHost(host)?.config.baseUrl ?? `https://${host}`,
  }));
}
