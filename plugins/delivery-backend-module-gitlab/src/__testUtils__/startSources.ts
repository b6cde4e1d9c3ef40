import { mockServices } from '@backstage/backend-test-utils';
import {
  DefaultGitlabCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import {
  DeliveryServiceDirectory,
  ReportedRuns,
  RepositoryHints,
  Source,
} from '@fairway/backstage-plugin-delivery-node';
import { runSource } from '@fairway/backstage-plugin-delivery-node/testUtils';
import { GitlabApi } from '../GitlabApi';
import { gitlabHosts } from '../gitlabHosts';
import { FakeGitlab } from './FakeGitlab';

export const integrations = {
  gitlab: [
    {
      host: FakeGitlab.HOST,
      apiBaseUrl: FakeGitlab.API,
      token: FakeGitlab.TOKEN,
    },
  ],
};

/** What a source of this module is made of, for the fake GitLab. */
export function sourceOptions(pollSeconds: number) {
  const config = mockServices.rootConfig({ data: { integrations } });
  const registry = ScmIntegrations.fromConfig(config);
  return {
    api: GitlabApi.create({
      integrations: registry,
      credentials: DefaultGitlabCredentialsProvider.fromIntegrations(registry),
    }),
    hosts: gitlabHosts(config),
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
