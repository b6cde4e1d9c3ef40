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
  RepositoryHints,
  deliveryFindingSourcesExtensionPoint,
  deliveryPipelineRunSourcesExtensionPoint,
  readPollingConfig,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { createFindingSource } from './createFindingSource';
import { createPipelineRunSource } from './createPipelineRunSource';
import { subscribeToGithub } from './subscribeToGithub';

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
      },
      async init({ config, events, logger, pipelineRuns, findings }) {
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
          runs: RepositoryHints.create(),
          findings: RepositoryHints.create(),
        };
        await subscribeToGithub({ events, hints, logger });
        pipelineRuns.addPipelineRunSource(
          createPipelineRunSource({
            api,
            history,
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
