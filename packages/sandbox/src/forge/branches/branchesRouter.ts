import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { commitJson } from '../commits/commitJson';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { queryText, requireRepository } from '../http/requests';
import { BranchProtection, RepositoryRecord } from '../repositories/records';
import { rulesetsFor } from './rulesFor';

/** The branches of a repository. */
export function createBranchesRouter(services: ForgeServices): ExpressRouter {
  const { accounts, branches, urls } = services;
  const router = Router();

  const isProtected = (repository: RepositoryRecord, branch: string) =>
    branches.find(repository.owner, repository.name, branch) !== undefined ||
    rulesetsFor(services, repository, `refs/heads/${branch}`).length > 0;

  router.get('/repos/:owner/:repo/branches', async (request, response) => {
    const repository = requireRepository(services, request);
    const git = services.git.repository(repository.owner, repository.name);
    const wanted = queryText(request, 'protected');
    const all = await git.refs('refs/heads/');
    const refs = all.filter(
      ({ name }) =>
        wanted === undefined ||
        String(isProtected(repository, name.slice('refs/heads/'.length))) ===
          wanted,
    );
    response.json(
      paginate(request, response, refs, urls.base).map(({ name, sha }) => {
        const branch = name.slice('refs/heads/'.length);
        return {
          name: branch,
          commit: { sha, url: urls.repositoryApi(repository, 'commits', sha) },
          protected: isProtected(repository, branch),
        };
      }),
    );
  });

  router.get(
    '/repos/:owner/:repo/branches/:branch(.*)',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const { branch } = request.params;
      const git = services.git.repository(repository.owner, repository.name);
      const sha = await git.findObject(`refs/heads/${branch}`, 'commit');
      const commit = sha && (await git.commit(sha));
      if (!commit) {
        throw new ApiError(404, 'Branch not found');
      }
      const protection = branches.find(
        repository.owner,
        repository.name,
        branch,
      );
      const contexts = protection?.requiredStatusChecks?.contexts ?? [];
      response.json({
        name: branch,
        commit: commitJson(urls, accounts, repository, commit),
        _links: {
          self: urls.repositoryApi(repository, 'branches', branch),
          html: urls.repositoryHtml(repository, 'tree', branch),
        },
        protected: isProtected(repository, branch),
        protection: {
          enabled: protection !== undefined,
          required_status_checks: {
            enforcement_level: enforcementLevel(protection),
            contexts,
            checks: contexts.map(context => ({ context, app_id: null })),
          },
        },
        protection_url: `${urls.repositoryApi(
          repository,
          'branches',
          branch,
        )}/protection`,
      });
    },
  );

  return router;
}

function enforcementLevel(protection: BranchProtection | undefined): string {
  if (!protection?.requiredStatusChecks) {
    return 'off';
  }
  return protection.enforceAdmins ? 'everyone' : 'non_admins';
}
