import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { RepositoryRecord } from '../repositories/records';

/** The commit that a branch, tag or sha of a request stands for. */
export async function requireCommit(
  services: ForgeServices,
  repository: RepositoryRecord,
  ref: string,
): Promise<string> {
  const sha = await services.git
    .repository(repository.owner, repository.name)
    .resolve(ref);
  if (!sha) {
    throw new ApiError(422, `No commit found for SHA: ${ref}`);
  }
  return sha;
}
