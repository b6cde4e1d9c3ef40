import {
  RepositoryHints,
  RepositoryMemory,
  Source,
  SourceSink,
  createRepositorySource,
} from '@fairway/backstage-plugin-delivery-node';
import { GitlabApi } from './GitlabApi';
import { GitlabLook } from './GitlabLook';
import { nameOf, projectOf } from './GitlabProject';

/** What a source of this module is made of. */
export interface GitlabSourceOptions {
  api: GitlabApi;
  /** Hosts that are configured; no other is asked. */
  hosts: readonly string[];
  hints: RepositoryHints;
  pollSeconds: number;
}

/** Makes a source that looks at the GitLab project of every service. */
export function createGitlabSource<TSink extends SourceSink>(
  kind: {
    id: string;
    title: string;
    look(look: GitlabLook<TSink>): Promise<void>;
  },
  { hosts, hints, pollSeconds }: GitlabSourceOptions,
): Source<TSink> {
  return createRepositorySource({
    ...kind,
    pollSeconds,
    hints,
    repositoryOf: service => projectOf(service, hosts),
    keyOf: ({ host, path }) => `${host}/${path}`,
    namesOf: project => [nameOf(project)],
    createMemory: () => RepositoryMemory.create(),
  });
}
