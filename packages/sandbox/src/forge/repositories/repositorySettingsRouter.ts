import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { simpleUserJson, teamJson } from '../accounts/accountJson';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { requireRepository, requireViewer } from '../http/requests';
import { permissionsJson, roleOf, toRole } from './roles';

const permissionSchema = z
  .object({
    permission: z
      .enum(['pull', 'triage', 'push', 'maintain', 'admin'])
      .optional(),
  })
  .optional();

const legacyNames = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

const topicsSchema = z.object({
  names: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'invalid topic'))
    .max(20),
});

/** Topics, collaborators, teams and subscriptions of a repository. */
export function createRepositorySettingsRouter(
  services: ForgeServices,
): ExpressRouter {
  const { accounts, settings, urls } = services;
  const router = Router();

  router.get('/repos/:owner/:repo/topics', (request, response) => {
    response.json({ names: requireRepository(services, request).topics });
  });

  router.put('/repos/:owner/:repo/topics', async (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const { names } = topicsSchema.parse(request.body);
    const updated = await services.repositoryLife.update(
      repository,
      { topics: names },
      requireViewer(services, request).login,
    );
    response.json({ names: updated.topics });
  });

  router.get('/repos/:owner/:repo/collaborators', (request, response) => {
    const { owner, name } = requireRepository(services, request, 'write');
    const { collaborators } = settings.get(owner, name);
    const people = Object.entries(collaborators).flatMap(
      ([login, permission]) => {
        const account = accounts.find(login);
        return account
          ? [
              {
                ...simpleUserJson(urls, account),
                permissions: permissionsJson(toRole(permission)),
                role_name: toRole(permission) ?? permission,
              },
            ]
          : [];
      },
    );
    response.json(paginate(request, response, people, urls.base));
  });

  router.put(
    '/repos/:owner/:repo/collaborators/:username',
    (request, response) => {
      const { owner, name } = requireRepository(services, request, 'admin');
      const account = accounts.find(request.params.username);
      if (account?.kind !== 'user') {
        throw ApiError.notFound();
      }
      const { permission = 'push' } =
        permissionSchema.parse(request.body) ?? {};
      settings.update(owner, name, lists => ({
        ...lists,
        collaborators: { ...lists.collaborators, [account.login]: permission },
      }));
      response.status(204).end();
    },
  );

  router.get(
    '/repos/:owner/:repo/collaborators/:username/permission',
    (request, response) => {
      const repository = requireRepository(services, request, 'write');
      const account = accounts.find(request.params.username);
      if (account?.kind !== 'user') {
        throw ApiError.notFound();
      }
      const role = roleOf(services, repository, account);
      const name = role ?? 'none';
      response.json({
        // The older field knows four names only.
        permission: legacyNames[name],
        role_name: name,
        user: {
          ...simpleUserJson(urls, account),
          permissions: permissionsJson(role),
          role_name: name,
        },
      });
    },
  );

  router.get('/repos/:owner/:repo/teams', (request, response) => {
    const { owner, name } = requireRepository(services, request, 'write');
    const granted = settings.get(owner, name).teams;
    const teams = accounts
      .teams(owner)
      .filter(team => team.slug in granted)
      .map(team => teamJson(urls, team, granted[team.slug]));
    response.json(paginate(request, response, teams, urls.base));
  });

  router.put(
    '/orgs/:org/teams/:slug/repos/:owner/:repo',
    (request, response) => {
      const { owner, name } = requireRepository(services, request, 'admin');
      const { org, slug } = request.params;
      if (!accounts.teams(org).some(team => team.slug === slug)) {
        throw ApiError.notFound();
      }
      const { permission = 'push' } =
        permissionSchema.parse(request.body) ?? {};
      settings.update(owner, name, lists => ({
        ...lists,
        teams: { ...lists.teams, [slug]: permission },
      }));
      response.status(204).end();
    },
  );

  router.put('/repos/:owner/:repo/subscription', (request, response) => {
    const repository = requireRepository(services, request);
    const { login } = requireViewer(services, request);
    settings.update(repository.owner, repository.name, lists => ({
      ...lists,
      subscribers: [...new Set([...lists.subscribers, login])],
    }));
    response.json({
      subscribed: true,
      ignored: false,
      reason: null,
      created_at: new Date().toISOString(),
      url: urls.repositoryApi(repository, 'subscription'),
      repository_url: urls.repositoryApi(repository),
    });
  });
  return router;
}
