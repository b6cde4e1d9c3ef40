import {
  RepositoryHints,
  RepositoryMemory,
  Source,
  SourceSink,
  createRepositorySource,
} from '@fairway/backstage-plugin-delivery-node';
import { AzureApi, organizationUrl } from './AzureApi';
import { AzureFacts, AzureLook } from './AzureLook';
import { repositoryOf } from './AzureRepository';
import { Build } from './azureSchemas';
import { nameOfDefinition, nameOfRepository } from './hintNames';

/** What a source of this module is made of. */
export interface AzureSourceOptions {
  api: AzureApi;
  /** Hosts that are configured; no other is asked. */
  hosts: readonly string[];
  hints: RepositoryHints;
  pollSeconds: number;
}

/** Makes a source that looks at the repository in Azure Repos of every service. */
export function createAzureSource<TSink extends SourceSink>(
  kind: {
    id: string;
    title: string;
    look(look: AzureLook<TSink>): Promise<void>;
  },
  { hosts, hints, pollSeconds }: AzureSourceOptions,
): Source<TSink> {
  return createRepositorySource({
    ...kind,
    pollSeconds,
    hints,
    repositoryOf: service => repositoryOf(service, hosts),
    keyOf: repository =>
      [
        organizationUrl(repository),
        repository.project,
        repository.name,
        repository.definition,
      ].join(' '),
    namesOf: (_, { knownFacts }) => (knownFacts ? namesOf(knownFacts) : []),
    createMemory: () => RepositoryMemory.create<Build, AzureFacts>(),
  });
}

function namesOf({ id, projectId, definitions }: AzureFacts): string[] {
  return [
    nameOfRepository(id),
    ...definitions.map(definition => nameOfDefinition(projectId, definition)),
  ];
}
