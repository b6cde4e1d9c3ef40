import { AzureApi } from './AzureApi';
import { AzureLook } from './AzureLook';
import { Artifact, artifactsSchema } from './azureSchemas';

/** The artifacts of a build, newest first: a job that ran again published its own again. */
export async function readArtifacts(
  api: AzureApi,
  { repository, signal }: AzureLook<unknown>,
  buildId: number,
): Promise<Artifact[]> {
  const { body } = await api.readJson(
    repository,
    { segments: ['build', 'builds', String(buildId), 'artifacts'], signal },
    artifactsSchema,
  );
  return [...body.value].sort((a, b) => b.id - a.id);
}
