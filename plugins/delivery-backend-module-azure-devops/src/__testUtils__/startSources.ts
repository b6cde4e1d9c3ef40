import { mockServices } from '@backstage/backend-test-utils';
import {
  DefaultAzureDevOpsCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import {
  DeliveryServiceDirectory,
  ReportedRuns,
  RepositoryHints,
  Source,
} from '@fairway/backstage-plugin-delivery-node';
import { runSource } from '@fairway/backstage-plugin-delivery-node/testUtils';
import { AzureApi } from '../AzureApi';
import { azureHosts } from '../azureHosts';
import { FakeAzure } from './FakeAzure';

export const integrations = {
  azure: [
    {
      host: FakeAzure.HOST,
      credentials: [
        { organizations: ['acme'], personalAccessToken: FakeAzure.TOKEN },
      ],
    },
  ],
};

/** What a source of this module is made of, for the fake Azure DevOps. */
export function sourceOptions(pollSeconds: number) {
  const config = mockServices.rootConfig({ data: { integrations } });
  return {
    api: AzureApi.create({
      credentials: DefaultAzureDevOpsCredentialsProvider.fromIntegrations(
        ScmIntegrations.fromConfig(config),
      ),
    }),
    hosts: azureHosts(config),
    hints: RepositoryHints.create(),
    pollSeconds,
    history: { days: 90, runs: 200 },
    reported: ReportedRuns.create(),
  };
}

/** Runs a source until `stop`; `ended` tells how it ended. */
export function start<TSink>(
  source: Source<TSink>,
  services: DeliveryServiceDirectory,
  sink: TSink,
) {
  return runSource({
    source,
    services,
    sink,
    logger: mockServices.logger.mock(),
  });
}
