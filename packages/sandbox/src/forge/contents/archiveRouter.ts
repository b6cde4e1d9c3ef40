import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { requireRepository } from '../http/requests';

/** Whole trees as one file. */
export function createArchiveRouter(services: ForgeServices): ExpressRouter {
  const router = Router();

  router.get(
    [
      '/repos/:owner/:repo/:format(tarball|zipball)',
      '/repos/:owner/:repo/:format(tarball|zipball)/:ref(.*)',
    ],
    async (request, response) => {
      const repository = requireRepository(services, request);
      const { owner, name } = repository;
      const commit = await services.git
        .repository(owner, name)
        .resolve(request.params.ref || repository.defaultBranch);
      if (!commit) {
        throw ApiError.notFound();
      }
      response.redirect(
        services.downloads.urlOf(owner, name, request.params.format, commit),
      );
    },
  );
  return router;
}
