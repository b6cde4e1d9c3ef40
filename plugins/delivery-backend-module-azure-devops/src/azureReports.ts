import { RootConfigService } from '@backstage/backend-plugin-api';
import { ReportIssuer } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { nameOfDefinition } from './hintNames';

const ORGANIZATIONS = 'delivery.azureDevOps.organizationIds';

/** Which build a token is of. Only tokens of pipelines say so, those of service connections do not. */
export const azureClaims = z
  .object({
    prj_id: z.string().min(1).max(100),
    def_id: z.coerce.number().int(),
    run_id: z.string().max(30),
  })
  .transform(claims => ({
    repository: nameOfDefinition(claims.prj_id, claims.def_id),
    run: claims.run_id,
  }));

/**
 * Who signs the tokens of pipelines: Azure DevOps has an issuer for each organization, named by its id, and lets nobody
 * choose the audience.
 */
export function azureIssuers(config: RootConfigService): ReportIssuer[] {
  return (config.getOptionalStringArray(ORGANIZATIONS) ?? []).map(id => ({
    title: 'Azure Pipelines',
    issuer: `https://vstoken.dev.azure.com/${encodeURIComponent(id)}`,
    audience: 'api://AzureADTokenExchange',
  }));
}
