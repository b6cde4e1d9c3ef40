import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { requireRepository } from '../http/requests';

/** Whole trees as one file. */
export function createArchiveRouter(services: ForgeServices): ExpressRouter {
  const router = Router();

  router.get(
    '/repos/:owner/:repo/:format(tarball|zipball)/?:ref(.*)',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const { owner, name } = repository;
      const git = services.git.repository(owner, name);
      const commit = await git.resolve(
        request.params.ref || repository.defaultBranch,
      );
      if (!commit) {
        throw ApiError.notFound();
      }
      const isTar = request.params.format === 'tarball';
      const folder = `${owner}-${name}-${commit.slice(0, 7)}`;
      const archive = await git.run([
        'archive',
        `--format=${isTar ? 'tar.gz' : 'zip'}`,
        `--prefix=${folder}/`,
        commit,
      ]);
      response.attachment(`${folder}.${isTar ? 'tar.gz' : 'zip'}`);
      response.type(isTar ? 'application/x-gzip' : 'application/zip');
      response.send(archive);
    },
  );
  return router;
}
