import {
  Look,
  RepositoryFacts,
  RepositoryMemory,
} from '@fairway/backstage-plugin-delivery-node';
import { GitlabApi } from './GitlabApi';
import { GitlabProject } from './GitlabProject';
import { Pipeline, projectSchema } from './gitlabSchemas';

/** What is known of a project itself. */
export interface ProjectFacts extends RepositoryFacts {
  id: number;
}

/** Everything that looking at one project needs, but the API. */
export type GitlabLook<TSink> = Look<
  GitlabProject,
  RepositoryMemory<Pipeline, ProjectFacts>,
  TSink
>;

/** Id and default branch of the project, as read within the last hour. */
export async function projectFactsOf(
  api: GitlabApi,
  { repository, memory, signal }: GitlabLook<unknown>,
): Promise<ProjectFacts> {
  return memory.facts(async () => {
    const { body } = await api.readJson(
      repository,
      { segments: [], signal },
      projectSchema,
    );
    return {
      id: body.id,
      ...(body.default_branch && { defaultBranch: body.default_branch }),
    };
  });
}
