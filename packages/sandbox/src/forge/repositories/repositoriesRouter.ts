import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { requireRepository, requireViewer } from '../http/requests';
import { RepositorySettings } from './records';
import { repositoryJson } from './repositoryJson';

const settingsSchema = z.object({
  description: z.string().max(350).nullish(),
  homepage: z.string().nullish(),
  private: z.boolean().optional(),
  visibility: z.enum(['public', 'private', 'internal']).optional(),
  archived: z.boolean().optional(),
  default_branch: z.string().min(1).optional(),
  has_issues: z.boolean().optional(),
  has_projects: z.boolean().optional(),
  has_wiki: z.boolean().optional(),
  allow_merge_commit: z.boolean().optional(),
  allow_squash_merge: z.boolean().optional(),
  allow_rebase_merge: z.boolean().optional(),
  allow_auto_merge: z.boolean().optional(),
  allow_update_branch: z.boolean().optional(),
  delete_branch_on_merge: z.boolean().optional(),
  squash_merge_commit_title: z
    .enum(['PR_TITLE', 'COMMIT_OR_PR_TITLE'])
    .optional(),
  squash_merge_commit_message: z
    .enum(['PR_BODY', 'COMMIT_MESSAGES', 'BLANK'])
    .optional(),
});

const creationSchema = settingsSchema.extend({
  name: z.string(),
  auto_init: z.boolean().optional(),
});

const changeSchema = settingsSchema.extend({ name: z.string().optional() });

/** Repositories as a whole: create, read, change, delete. */
export function createRepositoriesRouter(
  services: ForgeServices,
): ExpressRouter {
  const { accounts, repositories, repositoryLife, urls } = services;
  const router = Router();

  const create = async (
    owner: string,
    request: Request,
    response: Response,
  ) => {
    const viewer = requireViewer(services, request);
    const {
      name,
      auto_init: autoInit,
      ...rest
    } = creationSchema.parse(request.body);
    if (repositories.find(owner, name)) {
      throw new ApiError(422, 'Repository creation failed.', [
        {
          resource: 'Repository',
          field: 'name',
          code: 'custom',
          message: 'name already exists on this account',
        },
      ]);
    }
    const created = await repositoryLife.create({
      ...settingsOf(rest),
      owner,
      name,
      by: viewer.login,
    });
    if (autoInit) {
      await services.commits.commit({
        owner: created.owner,
        repo: created.name,
        branch: created.defaultBranch,
        message: 'Initial commit',
        author: authorOf(services, viewer.login),
        files: { 'README.md': `# ${created.name}\n` },
        pusher: viewer.login,
      });
    }
    response
      .status(201)
      .location(urls.repositoryApi(created))
      .json(
        repositoryJson(
          urls,
          accounts,
          repositories.require(created.owner, created.name),
        ),
      );
  };

  router.post('/orgs/:org/repos', async (request, response) => {
    const account = accounts.find(request.params.org);
    if (account?.kind !== 'organization') {
      throw ApiError.notFound();
    }
    await create(account.login, request, response);
  });

  router.post('/user/repos', async (request, response) => {
    await create(requireViewer(services, request).login, request, response);
  });

  router.get('/repos/:owner/:repo', (request, response) => {
    const repository = requireRepository(services, request);
    response.json(repositoryJson(urls, accounts, repository));
  });

  router.patch('/repos/:owner/:repo', async (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const { name, ...rest } = changeSchema.parse(request.body);
    if (name !== undefined && name !== repository.name) {
      throw ApiError.invalid({
        resource: 'Repository',
        field: 'name',
        code: 'custom',
        message: 'This forge cannot rename repositories',
      });
    }
    const changes = settingsOf(rest);
    if (changes.defaultBranch !== undefined) {
      const branch = await services.git
        .repository(repository.owner, repository.name)
        .findObject(`refs/heads/${changes.defaultBranch}`, 'commit');
      if (!branch) {
        throw ApiError.invalid({
          resource: 'Repository',
          field: 'default_branch',
          code: 'invalid',
          message: `The branch ${changes.defaultBranch} was not found.`,
        });
      }
    }
    const { login } = requireViewer(services, request);
    const updated = await repositoryLife.update(repository, changes, login);
    response.json(repositoryJson(urls, accounts, updated));
  });

  router.delete('/repos/:owner/:repo', async (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const { login } = requireViewer(services, request);
    await repositoryLife.delete(repository, login);
    response.status(204).end();
  });
  return router;
}

/** The name and address under which an account commits. */
export function authorOf(services: ForgeServices, login: string) {
  const account = services.accounts.find(login);
  return {
    name: account?.name ?? login,
    email:
      account?.kind === 'user'
        ? account.email
        : `${login}@users.noreply.localhost`,
  };
}

/** Only what was given, in our words. */
function settingsOf(
  body: z.infer<typeof settingsSchema>,
): Partial<RepositorySettings> {
  const isPrivate =
    body.visibility === undefined ? body.private : body.visibility !== 'public';
  const settings: { [Key in keyof RepositorySettings]: unknown } = {
    description: body.description ?? undefined,
    homepage: body.homepage ?? undefined,
    private: isPrivate,
    archived: body.archived,
    defaultBranch: body.default_branch,
    topics: undefined,
    hasIssues: body.has_issues,
    hasProjects: body.has_projects,
    hasWiki: body.has_wiki,
    allowMergeCommit: body.allow_merge_commit,
    allowSquashMerge: body.allow_squash_merge,
    allowRebaseMerge: body.allow_rebase_merge,
    allowAutoMerge: body.allow_auto_merge,
    allowUpdateBranch: body.allow_update_branch,
    deleteBranchOnMerge: body.delete_branch_on_merge,
    squashMergeCommitTitle: body.squash_merge_commit_title,
    squashMergeCommitMessage: body.squash_merge_commit_message,
  };
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  );
}
