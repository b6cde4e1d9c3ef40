import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  numberParameter,
  queryText,
  requireRepository,
  requireWritable,
} from '../http/requests';
import { RepositoryRecord } from '../repositories/records';
import { ArtifactRecord } from './records';
import { artifactJson } from './workflowJson';

/** What workflow runs uploaded. */
export function createArtifactsRouter(services: ForgeServices): ExpressRouter {
  const { artifacts, downloads, runs, urls } = services;
  const router = Router();
  const base = '/repos/:owner/:repo/actions';

  const answerList = (
    request: Request,
    response: Response,
    repository: RepositoryRecord,
    all: ArtifactRecord[],
  ) => {
    const name = queryText(request, 'name');
    const matching = all.filter(artifact => !name || artifact.name === name);
    response.json({
      total_count: matching.length,
      artifacts: paginate(request, response, matching, urls.base).map(
        artifact => artifactJson(urls, repository, artifact),
      ),
    });
  };

  const requireArtifact = (
    request: Request,
    { owner, name }: RepositoryRecord,
  ) => {
    const id = numberParameter(request, 'id');
    const artifact = artifacts.findIn(owner, name, id);
    if (!artifact) {
      throw ApiError.notFound();
    }
    return artifact;
  };

  router.get(`${base}/artifacts`, (request, response) => {
    const repository = requireRepository(services, request);
    const all = artifacts.list(repository.owner, repository.name);
    answerList(request, response, repository, all);
  });

  router.get(`${base}/runs/:id/artifacts`, (request, response) => {
    const repository = requireRepository(services, request);
    const { owner, name } = repository;
    const id = numberParameter(request, 'id');
    if (!runs.findIn(owner, name, id)) {
      throw ApiError.notFound();
    }
    const ofRun = artifacts
      .list(owner, name)
      .filter(artifact => artifact.runId === id);
    answerList(request, response, repository, ofRun);
  });

  router.get(`${base}/artifacts/:id`, (request, response) => {
    const repository = requireRepository(services, request);
    const artifact = requireArtifact(request, repository);
    response.json(artifactJson(urls, repository, artifact));
  });

  router.delete(`${base}/artifacts/:id`, (request, response) => {
    const repository = requireWritable(services, request);
    artifacts.delete(requireArtifact(request, repository));
    response.status(204).end();
  });

  router.get(`${base}/artifacts/:id/zip`, (request, response) => {
    const repository = requireRepository(services, request);
    const artifact = requireArtifact(request, repository);
    if (new Date(artifact.expiresAt) < new Date()) {
      throw new ApiError(410, 'Artifact has expired');
    }
    const { owner, name } = repository;
    response.redirect(downloads.urlOf(owner, name, 'artifacts', artifact.id));
  });
  return router;
}
