import { GithubApi } from './GithubApi';
import { GithubLook } from './GithubLook';
import { repositorySchema } from './githubSchemas';

/** The default branch of the repository, as read within the last hour. */
export async function defaultBranchOf(
  api: GithubApi,
  { repository, memory, signal }: GithubLook<unknown>,
): Promise<string> {
  const facts = await memory.facts(async () => {
    const response = await api.getJson(
      repository,
      { segments: [], signal },
      repositorySchema,
    );
    return response.modified
      ? { defaultBranch: response.body.default_branch }
      : {};
  });
  return facts.defaultBranch ?? 'main';
}
