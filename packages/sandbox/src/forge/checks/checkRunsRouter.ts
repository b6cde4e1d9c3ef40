import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { CheckRunRecord } from '../actions/records';
import { requireCommit } from '../commits/requireCommit';
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
import { RepositoryRecord } from '../repositories/records';
import { annotationJson, appId, checkRunJson } from './checkRunJson';
import { newestOfEach } from './CheckRuns';
import { findCheckSuite } from './checkSuiteJson';
import { changesOf, changeSchema, creationSchema } from './checkRunSchemas';

/** Checks of commits, as apps report them and as workflow jobs appear. */
export function createCheckRunsRouter(services: ForgeServices): ExpressRouter {
  const { checks, urls } = services;
  const router = Router();

  const requireCheck = (request: Request, repository: RepositoryRecord) => {
    const check = checks.findIn(
      repository.owner,
      repository.name,
      numberParameter(request, 'id'),
    );
    if (!check) {
      throw ApiError.notFound();
    }
    return check;
  };

  router.post('/repos/:owner/:repo/check-runs', async (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const body = creationSchema.parse(request.body);
    const headSha = await requireCommit(services, repository, body.head_sha);
    const check = checks.create({
      ...changesOf(body),
      owner: repository.owner,
      repo: repository.name,
      name: body.name,
      headSha,
      // Whoever asks by token plays the app that GitHub wants here.
      app: login,
    });
    response
      .status(201)
      .location(urls.repositoryApi(repository, 'check-runs', check.id))
      .json(checkRunJson(services, repository, check));
  });

  router.get('/repos/:owner/:repo/check-runs/:id', (request, response) => {
    const repository = requireRepository(services, request);
    const check = requireCheck(request, repository);
    response.json(checkRunJson(services, repository, check));
  });

  router.patch('/repos/:owner/:repo/check-runs/:id', (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const check = requireCheck(request, repository);
    if (check.app !== login) {
      throw new ApiError(403, `Invalid app_id ${appId(services, login)}`);
    }
    const body = changeSchema.parse(request.body);
    const updated = checks.update(check.id, changesOf(body));
    response.json(checkRunJson(services, repository, updated));
  });

  router.get(
    '/repos/:owner/:repo/check-runs/:id/annotations',
    (request, response) => {
      const repository = requireRepository(services, request);
      const check = requireCheck(request, repository);
      response.json(
        paginate(
          request,
          response,
          check.output.annotations ?? [],
          urls.base,
        ).map(annotation =>
          annotationJson(services, repository, check, annotation),
        ),
      );
    },
  );

  const answerList = (
    request: Request,
    response: Response,
    repository: RepositoryRecord,
    all: CheckRunRecord[],
  ) => {
    const name = queryText(request, 'check_name');
    const status = queryText(request, 'status');
    const app = queryText(request, 'app_id');
    const matching = (
      queryText(request, 'filter') === 'all' ? all : newestOfEach(all)
    ).filter(
      check =>
        (!name || check.name === name) &&
        (!status || check.status === status) &&
        (!app || String(appId(services, check.app)) === app),
    );
    response.json({
      total_count: matching.length,
      check_runs: paginate(request, response, matching, urls.base).map(check =>
        checkRunJson(services, repository, check),
      ),
    });
  };

  router.get(
    '/repos/:owner/:repo/commits/:ref(.*)/check-runs',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const { owner, name } = repository;
      const sha = await requireCommit(services, repository, request.params.ref);
      const all = checks.ofCommit(owner, name, sha);
      answerList(request, response, repository, all);
    },
  );

  router.get(
    '/repos/:owner/:repo/check-suites/:id/check-runs',
    (request, response) => {
      const repository = requireRepository(services, request);
      const { owner, name } = repository;
      const id = numberParameter(request, 'id');
      if (!findCheckSuite(services, repository, id)) {
        throw ApiError.notFound();
      }
      const all = checks.ofSuite(owner, name, id);
      answerList(request, response, repository, all);
    },
  );
  return router;
}
