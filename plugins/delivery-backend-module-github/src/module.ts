import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
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
import { GithubFindingSource } from './GithubFindingSource';
import { GithubPipelineRunSource } from './GithubPipelineRunSource';
import { RepositoryHints } from './RepositoryHints';
import { subscribeToGithub } from './subscribeToGithub';

const DEFAULT_POLL_SECONDS = 60;

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
        const pollSeconds =
          config.getOptionalNumber('delivery.github.pollSeconds') ??
          DEFAULT_POLL_SECONDS;
        if (!(pollSeconds >= 1)) {
          throw new InputError(
            `delivery.github.pollSeconds is ${pollSeconds}; it must be at least 1`,
          );
        }
        const integrations = ScmIntegrations.fromConfig(config);
        const api = GithubApi.create({
          integrations,
          credentials:
            DefaultGithubCredentialsProvider.fromIntegrations(integrations),
          artifactHosts: config.getOptionalStringArray(
            'delivery.github.artifactHosts',
          ),
        });
        const hints = {
          runs: new RepositoryHints(),
          findings: new RepositoryHints(),
        };
        await subscribeToGithub({ events, hints, logger });
        pipelineRuns.addPipelineRunSource(
          GithubPipelineRunSource.create({
            api,
            hints: hints.runs,
            pollSeconds,
          }),
        );
        findings.addFindingSource(
          GithubFindingSource.create({
            api,
            hints: hints.findings,
            pollSeconds,
          }),
        );
      },
    });
  },
});
