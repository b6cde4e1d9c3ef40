import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  numberParameter,
  queryText,
  requireRepository,
} from '../http/requests';
import {
  artifactJson,
  jobJson,
  workflowJson,
  workflowRunsJson,
} from './workflowJson';

/** Workflow runs, their jobs, logs and artifacts. */
export function createWorkflowRunsRouter(
  services: ForgeServices,
): ExpressRouter {
  const { artifacts, runs, urls } = services;
  const router = Router();

  router.get('/repos/:owner/:repo/actions/workflows', (request, response) => {
    const repository = requireRepository(services, request);
    const all = runs.workflows(repository.owner, repository.name);
    response.json({
      total_count: all.length,
      workflows: paginate(request, response, all, urls.base).map(workflow =>
        workflowJson(urls, repository, workflow),
      ),
    });
  });

  router.get('/repos/:owner/:repo/actions/runs', async (request, response) => {
    const repository = requireRepository(services, request);
    const branch = queryText(request, 'branch');
    const event = queryText(request, 'event');
    const status = queryText(request, 'status');
    const headSha = queryText(request, 'head_sha');
    const matching = runs
      .list(repository.owner, repository.name)
      .filter(
        run =>
          (!branch || run.headBranch === branch) &&
          (!event || run.event === event) &&
          (!headSha || run.headSha === headSha) &&
          (!status || run.status === status || run.conclusion === status),
      );
    const page = paginate(request, response, matching, urls.base);
    response.json({
      total_count: matching.length,
      workflow_runs: await workflowRunsJson(services, repository, page),
    });
  });

  router.get(
    '/repos/:owner/:repo/actions/runs/:id',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const run = runs.findIn(
        repository.owner,
        repository.name,
        numberParameter(request, 'id'),
      );
      if (!run) {
        throw ApiError.notFound();
      }
      const [body] = await workflowRunsJson(services, repository, [run]);
      response.json(body);
    },
  );

  router.get(
    '/repos/:owner/:repo/actions/runs/:id/jobs',
    (request, response) => {
      const repository = requireRepository(services, request);
      const id = numberParameter(request, 'id');
      if (!runs.findIn(repository.owner, repository.name, id)) {
        throw ApiError.notFound();
      }
      const jobs =
        queryText(request, 'filter') === 'all'
          ? runs.allJobs(id)
          : runs.listJobs(id);
      response.json({
        total_count: jobs.length,
        jobs: paginate(request, response, jobs, urls.base).map(job =>
          jobJson(urls, repository, job),
        ),
      });
    },
  );

  router.get(
    '/repos/:owner/:repo/actions/runs/:id/artifacts',
    (request, response) => {
      const repository = requireRepository(services, request);
      const id = numberParameter(request, 'id');
      const name = queryText(request, 'name');
      const matching = artifacts
        .list(repository.owner, repository.name)
        .filter(
          artifact =>
            artifact.runId === id && (!name || artifact.name === name),
        );
      response.json({
        total_count: matching.length,
        artifacts: paginate(request, response, matching, urls.base).map(
          artifact => artifactJson(urls, repository, artifact),
        ),
      });
    },
  );

  router.get('/repos/:owner/:repo/actions/artifacts', (request, response) => {
    const repository = requireRepository(services, request);
    const all = artifacts.list(repository.owner, repository.name);
    response.json({
      total_count: all.length,
      artifacts: paginate(request, response, all, urls.base).map(artifact =>
        artifactJson(urls, repository, artifact),
      ),
    });
  });

  router.get(
    '/repos/:owner/:repo/actions/artifacts/:id/zip',
    (request, response) => {
      const repository = requireRepository(services, request);
      const artifact = artifacts.findIn(
        repository.owner,
        repository.name,
        numberParameter(request, 'id'),
      );
      const bytes = artifact && artifacts.read(artifact.id);
      if (!artifact || !bytes) {
        throw ApiError.notFound();
      }
      response.attachment(`${artifact.name}.zip`);
      response.type('application/zip').send(bytes);
    },
  );

  router.get('/repos/:owner/:repo/actions/jobs/:id', (request, response) => {
    const repository = requireRepository(services, request);
    const job = runs.findJob(
      repository.owner,
      repository.name,
      numberParameter(request, 'id'),
    );
    if (!job) {
      throw ApiError.notFound();
    }
    response.json(jobJson(urls, repository, job));
  });

  router.get(
    '/repos/:owner/:repo/actions/jobs/:id/logs',
    (request, response) => {
      const repository = requireRepository(services, request);
      const job = runs.findJob(
        repository.owner,
        repository.name,
        numberParameter(request, 'id'),
      );
      const log = job && runs.readLog(job.id);
      if (log === undefined) {
        throw ApiError.notFound();
      }
      response.type('text/plain').send(log);
    },
  );
  return router;
}
