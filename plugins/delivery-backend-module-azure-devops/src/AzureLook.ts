import { InputError } from '@backstage/errors';
import {
  Look,
  RepositoryFacts,
  RepositoryMemory,
} from '@fairway/backstage-plugin-delivery-node';
import { AzureApi, organizationUrl } from './AzureApi';
import { AzureRepository } from './AzureRepository';
import { Build, definitionsSchema, repositorySchema } from './azureSchemas';

/** What is known of a repository itself. */
export interface AzureFacts extends RepositoryFacts {
  id: string;
  projectId: string;
  /** Address for people. */
  url: string;
  /** Numbers of the pipelines that build it. */
  definitions: number[];
}

/** Everything that looking at one repository needs, but the API. */
export type AzureLook<TSink> = Look<
  AzureRepository,
  RepositoryMemory<Build, AzureFacts>,
  TSink
>;

/** The repository and its pipelines, as read within the last hour. */
export async function factsOf(
  api: AzureApi,
  look: AzureLook<unknown>,
): Promise<AzureFacts> {
  return look.memory.facts(
    () => readFacts(api, look),
    ({ defaultBranch, definitions }) =>
      defaultBranch !== undefined && definitions.length > 0,
  );
}

async function readFacts(
  api: AzureApi,
  { repository, signal }: AzureLook<unknown>,
): Promise<AzureFacts> {
  const { project, name } = repository;
  const { body } = await api.readJson(
    repository,
    { segments: ['git', 'repositories', name], signal },
    repositorySchema,
  );
  const path = `${encodeURIComponent(project)}/_git/${encodeURIComponent(
    name,
  )}`;
  return {
    id: body.id,
    projectId: body.project.id,
    url: body.webUrl ?? `${organizationUrl(repository)}/${path}`,
    definitions: await readDefinitions(api, repository, body.id, signal),
    ...(body.defaultBranch && {
      defaultBranch: body.defaultBranch.replace(/^refs\/heads\//, ''),
    }),
  };
}

async function readDefinitions(
  api: AzureApi,
  repository: AzureRepository,
  repositoryId: string,
  signal: AbortSignal,
): Promise<number[]> {
  const { body } = await api.readJson(
    repository,
    {
      segments: ['build', 'definitions'],
      query: { repositoryId, repositoryType: 'TfsGit', $top: 100 },
      signal,
    },
    definitionsSchema,
  );
  const wanted = repository.definition?.toLocaleLowerCase('en-US');
  const found = body.value.filter(
    ({ name }) => !wanted || name.toLocaleLowerCase('en-US') === wanted,
  );
  if (wanted && found.length === 0) {
    throw new InputError(
      `No pipeline '${repository.definition}' builds ${repository.project}/${
        repository.name
      }; there are: ${
        body.value.map(({ name }) => name).join(', ') || 'none'
      }. Correct the annotation dev.azure.com/build-definition`,
    );
  }
  return found.map(({ id }) => id);
}
