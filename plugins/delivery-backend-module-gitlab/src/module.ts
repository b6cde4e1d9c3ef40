import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  DefaultGitlabCredentialsProvider,
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
import { GitlabApi } from './GitlabApi';
import { createFindingSource } from './createFindingSource';
import { createPipelineRunSource } from './createPipelineRunSource';
import { gitlabHosts } from './gitlabHosts';
import { gitlabClaims, gitlabIssuers } from './gitlabReports';
import { subscribeToGitlab } from './subscribeToGitlab';

/** Every job of a pipeline sends webhooks; looks at the same project keep this distance. */
const LEAST_SECONDS = 2;

/**
 * Adds GitLab as a source of pipeline runs and findings to the delivery backend. Without an entry in
 * `integrations.gitlab` it does nothing.
 *
 * @public
 */
export const deliveryModuleGitlab = createBackendModule({
  pluginId: 'delivery',
  moduleId: 'gitlab',
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
        const hosts = gitlabHosts(config);
        const { pollSeconds, artifactHosts, history } = readPollingConfig(
          config,
          'delivery.gitlab',
        );
        if (hosts.length === 0) {
          logger.debug('No entry in integrations.gitlab: GitLab is not asked');
          return;
        }
        const integrations = ScmIntegrations.fromConfig(config);
        const api = GitlabApi.create({
          integrations,
          credentials:
            DefaultGitlabCredentialsProvider.fromIntegrations(integrations),
          artifactHosts,
        });
        const hints = {
          runs: RepositoryHints.create({ leastSeconds: LEAST_SECONDS }),
          findings: RepositoryHints.create({ leastSeconds: LEAST_SECONDS }),
        };
        await subscribeToGitlab({ events, hints, logger });
        const issuers = gitlabIssuers(hosts, integrations);
        const reported = ReportedRuns.create();
        reportIssuers.addReportIssuer(...issuers);
        await subscribeToReports({
          system: 'GitLab',
          subscriber: 'delivery-gitlab-reports',
          issuers,
          claims: gitlabClaims,
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
