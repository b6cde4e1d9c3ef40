import { mockServices } from '@backstage/backend-test-utils';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import {
  DeliveryServiceDirectory,
  ReportedRuns,
  RepositoryHints,
  Source,
} from '@fairway/backstage-plugin-delivery-node';
import { runSource } from '@fairway/backstage-plugin-delivery-node/testUtils';
import { GithubApi } from '../GithubApi';
import { FakeGithub } from './FakeGithub';

/** What a source of this module is made of, for the fake GitHub. */
export function sourceOptions(pollSeconds: number) {
  const integrations = ScmIntegrations.fromConfig(
    mockServices.rootConfig({
      data: {
        integrations: {
          github: [
            {
              host: FakeGithub.HOST,
              apiBaseUrl: FakeGithub.API,
              token: 'secret-token',
            },
          ],
        },
      },
    }),
  );
  return {
    api: GithubApi.create({
      integrations,
      credentials:
        DefaultGithubCredentialsProvider.fromIntegrations(integrations),
    }),
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
