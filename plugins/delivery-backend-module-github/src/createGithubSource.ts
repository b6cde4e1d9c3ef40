import {
  RepositoryHints,
  RepositoryMemory,
  Source,
  SourceSink,
  createRepositorySource,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { GithubLook } from './GithubLook';
import { repositoryOf, slugOf } from './GithubRepository';

/** What a source of this module is made of. */
export interface GithubSourceOptions {
  api: GithubApi;
  hints: RepositoryHints;
  pollSeconds: number;
}

/** Makes a source that looks at the GitHub repository of every service. */
export function createGithubSource<TSink extends SourceSink>(
  kind: {
    id: string;
    title: string;
    look(look: GithubLook<TSink>): Promise<void>;
  },
  { api, hints, pollSeconds }: GithubSourceOptions,
): Source<TSink> {
  return createRepositorySource({
    ...kind,
    pollSeconds,
    hints,
    repositoryOf: service => repositoryOf(service, api.integrations),
    keyOf: ({ host, owner, repo }) => `${host}/${owner}/${repo}`,
    namesOf: repository => [slugOf(repository)],
    createMemory: () => RepositoryMemory.create(),
  });
}
