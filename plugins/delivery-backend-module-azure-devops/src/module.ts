import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  DefaultAzureDevOpsCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  ReportedRuns,
  RepositoryHints,
  deliveryFindingSourcesExtensionPoint,
  deliveryPipelineRunSourcesExtensionPoint,
  deliveryReportIssuersExtensionPoint,
  readPollingConfig,
  subscribeToReports,
} from '@fairway/backstage-plugin-delivery-node';
import { AzureApi } from './AzureApi';
import { azureHosts } from './azureHosts';
import { azureClaims, azureIssuers } from './azureReports';
import { createFindingSource } from './createFindingSource';
import { createPipelineRunSource } from './createPipelineRunSource';
import { subscribeToAzure } from './subscribeToAzure';

/** Azure DevOps signs no hook; whoever can send one causes no more than a look in so many seconds. */
const LEAST_SECONDS = 10;

/**
 * Adds Azure DevOps as a source of pipeline runs and findings to the delivery backend. Without an entry in
 * `integrations.azure` it does nothing.
 *
 * @public
 */
export const deliveryModuleAzureDevOps = createBackendModule({
  pluginId: 'delivery',
  moduleId: 'azure-devops',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        logger: coreServices.logger,
        pipelineRuns: deliveryPipelineRunSourcesExtensionPoint,
        findings: deliveryFindingSourcesExtensionPoint,
        reportIssuers: deliveryReportIssuersExtensionPoint,
      },
      async init({
        config,
        events,
        logger,
        pipelineRuns,
        findings,
        reportIssuers,
      }) {
        const hosts = azureHosts(config);
        const { pollSeconds, artifactHosts, history } = readPollingConfig(
          config,
          'delivery.azureDevOps',
        );
        if (hosts.length === 0) {
          logger.debug(
            'No entry in integrations.azure: Azure DevOps is not asked',
          );
          return;
        }
        const api = AzureApi.create({
          credentials: DefaultAzureDevOpsCredentialsProvider.fromIntegrations(
            ScmIntegrations.fromConfig(config),
          ),
          artifactHosts,
        });
        const hints = {
          runs: RepositoryHints.create({ leastSeconds: LEAST_SECONDS }),
          findings: RepositoryHints.create({ leastSeconds: LEAST_SECONDS }),
        };
        await subscribeToAzure({ events, hints, logger });
        const issuers = azureIssuers(config);
        const reported = ReportedRuns.create();
        reportIssuers.addReportIssuer(...issuers);
        await subscribeToReports({
          system: 'Azure DevOps',
          subscriber: 'delivery-azure-devops-reports',
          issuers,
          claims: azureClaims,
          hints,
          reported,
          events,
          logger,
        });
        pipelineRuns.addPipelineRunSource(
          createPipelineRunSource({
            api,
            hosts,
            history,
            reported,
            hints: hints.runs,
            pollSeconds,
          }),
        );
        findings.addFindingSource(
          createFindingSource({
            api,
            hosts,
            hints: hints.findings,
            pollSeconds,
          }),
        );
      },
    });
  },
});
