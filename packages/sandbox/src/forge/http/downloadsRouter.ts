import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { zipRunLogs } from '../actions/zipRunLogs';
import { archiveOf } from '../contents/archiveOf';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from './ApiError';
import { numberParameter } from './requests';

/** What signed addresses lead to; the REST API redirects here after it has checked who asks. */
export function createDownloadsRouter(services: ForgeServices): ExpressRouter {
  const { artifacts, repositories, runs } = services;
  const router = Router();

  router.use('/_downloads', (request, _response, next) => {
    if (!services.downloads.accepts(request.originalUrl)) {
      throw new ApiError(403, 'This address has expired; ask for a new one.');
    }
    next();
  });

  router.get('/_downloads/:owner/:repo/jobs/:id', (request, response) => {
    const { owner, repo } = request.params;
    const job = runs.findJob(owner, repo, numberParameter(request, 'id'));
    const log = job && runs.readLog(job.id);
    if (log === undefined) {
      throw ApiError.notFound();
    }
    response.type('text/plain').send(log);
  });

  router.get(
    '/_downloads/:owner/:repo/runs/:id/:attempt',
    (request, response) => {
      const { owner, repo } = request.params;
      const run = runs.findIn(owner, repo, numberParameter(request, 'id'));
      const logs =
        run && zipRunLogs(runs, run, numberParameter(request, 'attempt'));
      sendFile(response, `logs_${run?.id}.zip`, logs);
    },
  );

  router.get('/_downloads/:owner/:repo/artifacts/:id', (request, response) => {
    const { owner, repo } = request.params;
    const id = numberParameter(request, 'id');
    const artifact = artifacts.findIn(owner, repo, id);
    sendFile(
      response,
      `${artifact?.name}.zip`,
      artifact && artifacts.read(artifact.id),
    );
  });

  router.get(
    '/_downloads/:owner/:repo/:format(tarball|zipball)/:commit',
    async (request: Request, response) => {
      const { owner, repo, format, commit } = request.params;
      const repository = repositories.find(owner, repo);
      if (!repository) {
        throw ApiError.notFound();
      }
      const archive = await archiveOf(services, repository, format, commit);
      sendFile(response, archive.name, archive.content);
    },
  );
  return router;
}

function sendFile(
  response: Response,
  name: string,
  content: Buffer | undefined,
): void {
  if (!content) {
    throw ApiError.notFound();
  }
  // Sets the type that the name's ending stands for, too.
  response.attachment(name).send(content);
}
