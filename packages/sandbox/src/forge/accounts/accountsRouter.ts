import { RequestHandler, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { requireViewer } from '../http/requests';
import { repositoryJson } from '../repositories/repositoryJson';
import { roleOf } from '../repositories/roles';
import { Account } from './Accounts';
import {
  organizationJson,
  publicUserJson,
  simpleUserJson,
  teamJson,
} from './accountJson';

/** Users, organisations and teams. */
export function createAccountsRouter(services: ForgeServices): ExpressRouter {
  const { accounts, urls, repositories, founded } = services;
  const router = Router();

  const publicCount = (account: Account) =>
    repositories.list(account.login).filter(known => !known.private).length;
  const require = (login: string, kind?: Account['kind']) => {
    const account = accounts.find(login);
    if (!account || (kind && account.kind !== kind)) {
      throw ApiError.notFound();
    }
    return account;
  };

  router.get('/user', (request, response) => {
    const account = require(requireViewer(services, request).login);
    response.json(publicUserJson(urls, account, publicCount(account), founded));
  });

  router.get('/user/orgs', (request, response) => {
    requireViewer(services, request);
    const organizations = accounts
      .list()
      .filter(account => account.kind === 'organization')
      .map(account => organizationJson(urls, account, 0, founded));
    response.json(paginate(request, response, organizations, urls.base));
  });

  router.get('/users/:username', (request, response) => {
    const account = require(request.params.username);
    response.json(publicUserJson(urls, account, publicCount(account), founded));
  });

  router.get('/orgs/:org', (request, response) => {
    const account = require(request.params.org, 'organization');
    response.json(
      organizationJson(urls, account, publicCount(account), founded),
    );
  });

  router.get('/orgs/:org/members', (request, response) => {
    require(request.params.org, 'organization');
    const members = accounts
      .list()
      .filter(account => account.kind === 'user')
      .map(account => simpleUserJson(urls, account));
    response.json(paginate(request, response, members, urls.base));
  });

  router.get('/orgs/:org/teams', (request, response) => {
    requireViewer(services, request);
    const { login } = require(request.params.org, 'organization');
    const teams = accounts
      .teams(login)
      .map(team => teamJson(urls, team, 'pull'));
    response.json(paginate(request, response, teams, urls.base));
  });

  const teamOf = (org: string, slug: string) => {
    const { login } = require(org, 'organization');
    const team = accounts.teams(login).find(known => known.slug === slug);
    if (!team) {
      throw ApiError.notFound();
    }
    return team;
  };

  router.get('/orgs/:org/teams/:slug', (request, response) => {
    requireViewer(services, request);
    const team = teamOf(request.params.org, request.params.slug);
    response.json({
      ...teamJson(urls, team, 'pull'),
      members_count: team.members.length,
      repos_count: 0,
      organization: organizationJson(
        urls,
        require(team.organization),
        publicCount(require(team.organization)),
        founded,
      ),
      created_at: founded,
      updated_at: founded,
    });
  });

  router.get('/orgs/:org/teams/:slug/members', (request, response) => {
    requireViewer(services, request);
    const team = teamOf(request.params.org, request.params.slug);
    const members = team.members.flatMap(login => {
      const account = accounts.find(login);
      return account ? [simpleUserJson(urls, account)] : [];
    });
    response.json(paginate(request, response, members, urls.base));
  });

  const listRepositories: RequestHandler = (request, response) => {
    const account = require(request.params.login);
    const viewer = accounts.viewerOf(request.headers.authorization);
    const visible = repositories
      .list(account.login)
      .filter(known => roleOf(services, known, viewer))
      .map(known => repositoryJson(urls, accounts, known));
    response.json(paginate(request, response, visible, urls.base));
  };
  router.get('/orgs/:login/repos', listRepositories);
  router.get('/users/:login/repos', listRepositories);

  router.get('/user/repos', (request, response) => {
    const viewer = requireViewer(services, request);
    const all = repositories
      .list()
      .filter(known => roleOf(services, known, viewer))
      .map(known => repositoryJson(urls, accounts, known));
    response.json(paginate(request, response, all, urls.base));
  });
  return router;
}
