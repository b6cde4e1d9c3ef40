import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  numberParameter,
  queryText,
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { pullRequestJson } from './pullRequestJson';

const creationSchema = z.object({
  title: z.string().min(1).max(256),
  body: z.string().nullish(),
  head: z.string().min(1),
  base: z.string().min(1),
  draft: z.boolean().optional(),
});

const changeSchema = z.object({
  title: z.string().min(1).max(256).optional(),
  body: z.string().optional(),
  state: z.enum(['open', 'closed']).optional(),
});

const mergeSchema = z.object({
  merge_method: z.enum(['merge', 'squash']).default('merge'),
});

/** Pull requests: open, read, change and merge. */
export function createPullsRouter(services: ForgeServices): ExpressRouter {
  const { pulls, urls } = services;
  const router = Router();

  router.get('/repos/:owner/:repo/pulls', (request, response) => {
    const repository = requireRepository(services, request);
    const state = queryText(request, 'state') ?? 'open';
    const base = queryText(request, 'base');
    const head = queryText(request, 'head')?.replace(/^[^:]*:/, '');
    const matching = pulls
      .list(repository.owner, repository.name)
      .filter(
        pull =>
          (state === 'all' || pull.state === state) &&
          (!base || pull.baseBranch === base) &&
          (!head || pull.headBranch === head),
      );
    response.json(
      paginate(request, response, matching, urls.base).map(pull =>
        pullRequestJson(services, repository, pull),
      ),
    );
  });

  router.post('/repos/:owner/:repo/pulls', async (request, response) => {
    const repository = requireWritable(services, request);
    const input = creationSchema.parse(request.body);
    const pull = await pulls.create({
      ...input,
      body: input.body ?? undefined,
      owner: repository.owner,
      repo: repository.name,
      author: requireViewer(services, request).login,
    });
    response.status(201).json(pullRequestJson(services, repository, pull));
  });

  router.get('/repos/:owner/:repo/pulls/:number', (request, response) => {
    const repository = requireRepository(services, request);
    const pull = pulls.find(
      repository.owner,
      repository.name,
      numberParameter(request, 'number'),
    );
    if (!pull) {
      throw ApiError.notFound();
    }
    response.json(pullRequestJson(services, repository, pull));
  });

  router.patch('/repos/:owner/:repo/pulls/:number', (request, response) => {
    const repository = requireWritable(services, request);
    const pull = pulls.find(
      repository.owner,
      repository.name,
      numberParameter(request, 'number'),
    );
    if (!pull) {
      throw ApiError.notFound();
    }
    const updated = pulls.update(
      pull,
      changeSchema.parse(request.body),
      requireViewer(services, request).login,
    );
    response.json(pullRequestJson(services, repository, updated));
  });

  router.put(
    '/repos/:owner/:repo/pulls/:number/merge',
    async (request, response) => {
      const repository = requireWritable(services, request);
      const { merge_method: method } = mergeSchema.parse(request.body ?? {});
      const merged = await pulls.merge(
        repository.owner,
        repository.name,
        numberParameter(request, 'number'),
        { method, by: requireViewer(services, request).login },
      );
      response.json({
        sha: merged.mergeCommitSha,
        merged: true,
        message: 'Pull Request successfully merged',
      });
    },
  );
  return router;
}
