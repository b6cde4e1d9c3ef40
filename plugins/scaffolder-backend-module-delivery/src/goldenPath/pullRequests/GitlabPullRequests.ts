import { NotAllowedError } from '@backstage/errors';
import {
  getGitLabRequestOptions,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { z } from 'zod';
import { HostedRepository } from '../HostedRepository';
import { PullRequest, PullRequests, PullRequestText } from './PullRequests';
import { RestClient } from './RestClient';

const mergeRequestSchema = z.object({ iid: z.number(), web_url: z.string() });

const listedMergeRequestSchema = mergeRequestSchema.extend({
  // Nothing is left of a deleted fork.
  source_project_id: z.number().nullable(),
  target_project_id: z.number(),
});

/** Of a project on GitLab, where they are called merge requests. */
export class GitlabPullRequests implements PullRequests {
  readonly #client: RestClient;
  readonly #path: string[];

  static create(options: {
    repository: Extract<HostedRepository, { type: 'gitlab' }>;
    integrations: ScmIntegrationRegistry;
  }): GitlabPullRequests {
    return new GitlabPullRequests(options);
  }

  private constructor(options: {
    repository: Extract<HostedRepository, { type: 'gitlab' }>;
    integrations: ScmIntegrationRegistry;
  }) {
    const { repository, integrations } = options;
    const config = integrations.gitlab.byHost(repository.host)?.config;
    if (!config) {
      throw new NotAllowedError(
        `integrations.gitlab has no host '${repository.host}'; add it in app-config`,
      );
    }
    this.#path = ['projects', repository.path, 'merge_requests'];
    this.#client = RestClient.create({
      upstream: `GitLab (${repository.host})`,
      baseUrl: config.apiBaseUrl,
      headers: async () => getGitLabRequestOptions(config).headers,
    });
  }

  // https://docs.gitlab.com/api/merge_requests/#list-project-merge-requests
  async findOpen(branch: string): Promise<PullRequest | undefined> {
    const requests = await this.#client.send(
      {
        method: 'GET',
        segments: this.#path,
        query: { state: 'opened', source_branch: branch, per_page: '100' },
      },
      z.array(listedMergeRequestSchema),
    );
    // Forks may have a branch of the same name.
    const request = requests.find(
      each => each.source_project_id === each.target_project_id,
    );
    return request && toPullRequest(request);
  }

  async open(
    request: { branch: string; into: string } & PullRequestText,
  ): Promise<PullRequest> {
    const { branch, into, title, body } = request;
    const opened = await this.#client.send(
      {
        method: 'POST',
        segments: this.#path,
        body: {
          source_branch: branch,
          target_branch: into,
          title,
          description: body,
          remove_source_branch: true,
        },
      },
      mergeRequestSchema,
    );
    return toPullRequest(opened);
  }

  async update(request: PullRequest, text: PullRequestText): Promise<void> {
    await this.#client.send(
      {
        method: 'PUT',
        segments: [...this.#path, String(request.number)],
        body: { title: text.title, description: text.body },
      },
      mergeRequestSchema,
    );
  }
}

function toPullRequest(
  request: z.infer<typeof mergeRequestSchema>,
): PullRequest {
  return { number: request.iid, url: request.web_url };
}
