import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
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
import { appId } from './checkRunJson';
import {
  checkSuiteJson,
  checkSuitesOfCommit,
  findCheckSuite,
} from './checkSuiteJson';

const creationSchema = z.object({ head_sha: z.string().min(1) });

/** Everything that one app checks of one commit. */
export function createCheckSuitesRouter(
  services: ForgeServices,
): ExpressRouter {
  const router = Router();

  router.post('/repos/:owner/:repo/check-suites', async (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const body = creationSchema.parse(request.body);
    const headSha = await requireCommit(services, repository, body.head_sha);
    const { id, isNew } = services.checks.suites.ensure({
      owner: repository.owner,
      repo: repository.name,
      headSha,
      app: login,
    });
    const suite = findCheckSuite(services, repository, id);
    if (!suite) {
      throw ApiError.notFound();
    }
    response
      .status(isNew ? 201 : 200)
      .json(await checkSuiteJson(services, repository, suite));
  });

  router.get(
    '/repos/:owner/:repo/check-suites/:id',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const id = numberParameter(request, 'id');
      const suite = findCheckSuite(services, repository, id);
      if (!suite) {
        throw ApiError.notFound();
      }
      response.json(await checkSuiteJson(services, repository, suite));
    },
  );

  router.get(
    '/repos/:owner/:repo/commits/:ref(.*)/check-suites',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const sha = await requireCommit(services, repository, request.params.ref);
      const app = queryText(request, 'app_id');
      const checkName = queryText(request, 'check_name');
      const matching = checkSuitesOfCommit(services, repository, sha).filter(
        suite =>
          (!app || String(appId(services, suite.app)) === app) &&
          (!checkName || suite.checks.some(({ name }) => name === checkName)),
      );
      const page = paginate(request, response, matching, services.urls.base);
      response.json({
        total_count: matching.length,
        check_suites: await Promise.all(
          page.map(suite => checkSuiteJson(services, repository, suite)),
        ),
      });
    },
  );
  return router;
}
