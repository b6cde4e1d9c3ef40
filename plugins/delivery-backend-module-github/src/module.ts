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
  deliveryFindingSourcesExtensionPoint,
  deliveryPipelineRunSourcesExtensionPoint,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { RepositoryHints } from './RepositoryHints';
import { createFindingSource } from './createFindingSource';
import { createPipelineRunSource } from './createPipelineRunSource';
import { readGithubConfig } from './readGithubConfig';
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
        const { pollSeconds, artifactHosts, history } =
          readGithubConfig(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const api = GithubApi.create({
          integrations,
          credentials:
            DefaultGithubCredentialsProvider.fromIntegrations(integrations),
          artifactHosts,
        });
        const hints = {
          runs: new RepositoryHints(),
          findings: new RepositoryHints(),
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
