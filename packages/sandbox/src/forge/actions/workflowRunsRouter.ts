import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  numberParameter,
  requireRepository,
  requireWritable,
} from '../http/requests';
import { RepositoryRecord } from '../repositories/records';
import { filterRuns } from './filterRuns';
import { requireWorkflow } from './findWorkflow';
import { attemptOf } from './attemptOf';
import { WorkflowRunRecord } from './records';
import { workflowRunsJson } from './workflowJson';

/** Workflow runs: listing them, running them again, ending them. */
export function createWorkflowRunsRouter(
  services: ForgeServices,
): ExpressRouter {
  const { downloads, events, runs, urls } = services;
  const router = Router();
  const base = '/repos/:owner/:repo/actions/runs';

  const requireRun = (request: Request, repository: RepositoryRecord) => {
    const id = numberParameter(request, 'id');
    const run = runs.findIn(repository.owner, repository.name, id);
    if (!run) {
      throw ApiError.notFound();
    }
    return run;
  };

  const answerRun = async (
    response: Response,
    repository: RepositoryRecord,
    run: WorkflowRunRecord,
  ) => {
    const [body] = await workflowRunsJson(services, repository, [run]);
    response.json(body);
  };

  const answerList = async (
    request: Request,
    response: Response,
    repository: RepositoryRecord,
    all: WorkflowRunRecord[],
  ) => {
    const matching = filterRuns(request, all);
    const page = paginate(request, response, matching, urls.base);
    const bodies = await workflowRunsJson(services, repository, page);
    response.json({
      total_count: matching.length,
      workflow_runs:
        request.query.exclude_pull_requests === 'true'
          ? bodies.map(body => ({ ...body, pull_requests: [] }))
          : bodies,
    });
  };

  router.get(base, async (request, response) => {
    const repository = requireRepository(services, request);
    const all = runs.list(repository.owner, repository.name);
    await answerList(request, response, repository, all);
  });

  router.get(
    '/repos/:owner/:repo/actions/workflows/:workflow/runs',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const { path } = await requireWorkflow(services, request, repository);
      const all = runs
        .list(repository.owner, repository.name)
        .filter(run => run.workflowPath === path);
      await answerList(request, response, repository, all);
    },
  );

  router.get(`${base}/:id`, async (request, response) => {
    const repository = requireRepository(services, request);
    await answerRun(response, repository, requireRun(request, repository));
  });

  router.get(`${base}/:id/attempts/:attempt`, async (request, response) => {
    const repository = requireRepository(services, request);
    const run = requireRun(request, repository);
    const attempt = attemptOf(runs, run, numberParameter(request, 'attempt'));
    if (!attempt) {
      throw ApiError.notFound();
    }
    await answerRun(response, repository, attempt);
  });

  router.delete(`${base}/:id`, (request, response) => {
    const repository = requireWritable(services, request);
    const run = requireRun(request, repository);
    if (run.status !== 'completed') {
      throw new ApiError(403, 'Could not delete the workflow run');
    }
    runs.delete(run);
    response.status(204).end();
  });

  const answerLogs = (request: Request, response: Response) => {
    const repository = requireRepository(services, request);
    const run = requireRun(request, repository);
    const attempt = request.params.attempt
      ? numberParameter(request, 'attempt')
      : run.runAttempt;
    const jobs = runs.jobsOfAttempt(run, attempt);
    if (jobs.every(job => runs.readLog(job.id) === undefined)) {
      throw ApiError.notFound();
    }
    const { owner, name } = repository;
    response.redirect(downloads.urlOf(owner, name, 'runs', run.id, attempt));
  };
  router.get(`${base}/:id/logs`, answerLogs);
  router.get(`${base}/:id/attempts/:attempt/logs`, answerLogs);

  router.delete(`${base}/:id/logs`, (request, response) => {
    const repository = requireWritable(services, request);
    runs.deleteLogs(requireRun(request, repository));
    response.status(204).end();
  });

  for (const [verb, failedOnly] of [
    ['rerun', false],
    ['rerun-failed-jobs', true],
  ] as const) {
    router.post(`${base}/:id/${verb}`, (request, response) => {
      const repository = requireWritable(services, request);
      const run = requireRun(request, repository);
      if (run.status !== 'completed') {
        throw new ApiError(403, 'This workflow is already running');
      }
      if (failedOnly && run.conclusion === 'success') {
        throw new ApiError(
          403,
          'This workflow run cannot be retried: it has no failed jobs',
        );
      }
      events.emitWorkflowRequest({ kind: 'rerun', run, failedOnly });
      response.status(201).json({});
    });
  }

  for (const verb of ['cancel', 'force-cancel']) {
    router.post(`${base}/:id/${verb}`, (request, response) => {
      const repository = requireWritable(services, request);
      const run = requireRun(request, repository);
      if (run.status === 'completed') {
        throw new ApiError(
          409,
          'Cannot cancel a workflow run that is completed.',
        );
      }
      events.emitWorkflowRequest({ kind: 'cancel', run });
      response.status(202).json({});
    });
  }
  return router;
}
