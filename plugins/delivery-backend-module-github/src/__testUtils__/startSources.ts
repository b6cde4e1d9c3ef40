import { mockServices } from '@backstage/backend-test-utils';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import {
  DeliveryServiceDirectory,
  Source,
  SourceContext,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from '../GithubApi';
import { RepositoryHints } from '../RepositoryHints';
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
    hints: new RepositoryHints(),
    pollSeconds,
    history: { days: 90, runs: 200 },
  };
}

/** Runs a source until `stop`; `ended` tells how it ended. */
export function start<TSink>(
  source: Source<TSink>,
  services: DeliveryServiceDirectory,
  sink: TSink,
) {
  const controller = new AbortController();
  const logger = mockServices.logger.mock();
  const context: SourceContext<TSink> = {
    services,
    sink,
    logger,
    signal: controller.signal,
  };
  const ended: Promise<unknown> = source.run(context).then(
    () => 'ended',
    error => error,
  );
  return {
    logger,
    ended,
    stop: async () => {
      controller.abort();
      await ended;
    },
  };
}
