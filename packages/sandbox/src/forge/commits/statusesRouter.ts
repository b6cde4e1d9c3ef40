import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { repositoryJson } from '../repositories/repositoryJson';
import { announceToWebhooks } from '../webhooks/announceToWebhooks';
import { combinedState } from './CommitStatuses';
import { commitStatusJson, simpleCommitStatusJson } from './commitStatusJson';
import { requireCommit } from './requireCommit';

/** As many as GitHub takes for one commit and context. */
const MAXIMUM_STATUSES = 1000;

const statusSchema = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: z.url({ protocol: /^https?$/ }).nullish(),
  description: z.string().max(140).nullish(),
  context: z.string().min(1).max(255).default('default'),
});

/** What tools say about commits, in GitHub's older form. */
export function createStatusesRouter(services: ForgeServices): ExpressRouter {
  const { accounts, statuses, urls } = services;
  const router = Router();

  router.post(
    '/repos/:owner/:repo/statuses/:sha',
    async (request, response) => {
      const repository = requireWritable(services, request);
      const { login } = requireViewer(services, request);
      const body = statusSchema.parse(request.body);
      const sha = await requireCommit(services, repository, request.params.sha);
      const { owner, name: repo } = repository;
      const earlier = statuses
        .list(owner, repo, sha)
        .filter(status => status.context === body.context);
      if (earlier.length >= MAXIMUM_STATUSES) {
        throw ApiError.invalid({
          resource: 'Status',
          code: 'custom',
          message: `This SHA and context has reached the maximum number of statuses.`,
        });
      }
      const status = statuses.add({
        owner,
        repo,
        sha,
        state: body.state,
        context: body.context,
        description: body.description ?? undefined,
        targetUrl: body.target_url ?? undefined,
        creator: login,
      });
      announceToWebhooks(services, { name: 'status', event: status });
      response
        .status(201)
        .location(urls.repositoryApi(repository, 'statuses', sha))
        .json(commitStatusJson(services, repository, status));
    },
  );

  router.get(
    '/repos/:owner/:repo/commits/:ref(.*)/status',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const { owner, name } = repository;
      const sha = await services.git
        .repository(owner, name)
        .resolve(request.params.ref);
      if (!sha) {
        throw ApiError.notFound();
      }
      const latest = statuses.latest(owner, name, sha);
      const url = urls.repositoryApi(repository, 'commits', sha);
      response.json({
        state: combinedState(latest),
        statuses: paginate(request, response, latest, urls.base).map(status =>
          simpleCommitStatusJson(services, repository, status),
        ),
        sha,
        total_count: latest.length,
        repository: repositoryJson(urls, accounts, repository),
        commit_url: url,
        url: `${url}/status`,
      });
    },
  );

  const list = async (request: Request, response: Response) => {
    const repository = requireRepository(services, request);
    const sha = await requireCommit(services, repository, request.params.ref);
    const all = statuses.list(repository.owner, repository.name, sha);
    response.json(
      paginate(request, response, all, urls.base).map(status =>
        commitStatusJson(services, repository, status),
      ),
    );
  };
  router.get('/repos/:owner/:repo/commits/:ref(.*)/statuses', list);
  router.get('/repos/:owner/:repo/statuses/:ref(.*)', list);
  return router;
}
