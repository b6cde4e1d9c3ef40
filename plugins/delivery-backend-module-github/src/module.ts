import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  DefaultGithubCredentialsProvider,
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
import { GithubApi } from './GithubApi';
import { createFindingSource } from './createFindingSource';
import { createPipelineRunSource } from './createPipelineRunSource';
import { githubClaims, githubIssuers } from './githubReports';
import { subscribeToGithub } from './subscribeToGithub';

/** A run can report as often as it likes; looks at the same repository keep this distance. */
const LEAST_SECONDS = 2;

/**
 * Adds GitHub as a source of pipeline runs and findings to the delivery backend.
 *
 * @public
 */
export const deliveryModuleGithub = createBackendModule({
  pluginId: 'delivery',
  moduleId: 'github',
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
        const { pollSeconds, artifactHosts, history } = readPollingConfig(
          config,
          'delivery.github',
        );
        const integrations = ScmIntegrations.fromConfig(config);
        const api = GithubApi.create({
          integrations,
          credentials:
            DefaultGithubCredentialsProvider.fromIntegrations(integrations),
          artifactHosts,
        });
        const hints = {
          runs: RepositoryHints.create({ leastSeconds: LEAST_SECONDS }),
          findings: RepositoryHints.create({ leastSeconds: LEAST_SECONDS }),
        };
        await subscribeToGithub({ events, hints, logger });
        const issuers = githubIssuers(config, integrations);
        const reported = ReportedRuns.create();
        reportIssuers.addReportIssuer(...issuers);
        await subscribeToReports({
          system: 'GitHub',
          subscriber: 'delivery-github-reports',
          issuers,
          claims: githubClaims,
          hints,
          reported,
          events,
          logger,
        });
        pipelineRuns.addPipelineRunSource(
          createPipelineRunSource({
            api,
            history,
            reported,
            hints: hints.runs,
            pollSeconds,
          }),
        );
        findings.addFindingSource(
          createFindingSource({
            api,
            hints: hints.findings,
            pollSeconds,
          }),
        );
      },
    });
  },
});
