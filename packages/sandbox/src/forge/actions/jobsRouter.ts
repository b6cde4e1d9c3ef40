import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  numberParameter,
  queryText,
  requireRepository,
} from '../http/requests';
import { RepositoryRecord } from '../repositories/records';
import { WorkflowJobRecord } from './records';
import { jobJson } from './workflowJson';

/** Jobs of workflow runs and their logs. */
export function createJobsRouter(services: ForgeServices): ExpressRouter {
  const { downloads, runs, urls } = services;
  const router = Router();
  const base = '/repos/:owner/:repo/actions';

  const answerList = (
    request: Request,
    response: Response,
    repository: RepositoryRecord,
    jobs: WorkflowJobRecord[],
  ) => {
    response.json({
      total_count: jobs.length,
      jobs: paginate(request, response, jobs, urls.base).map(job =>
        jobJson(urls, repository, job),
      ),
    });
  };

  const requireRun = (request: Request, { owner, name }: RepositoryRecord) => {
    const run = runs.findIn(owner, name, numberParameter(request, 'id'));
    if (!run) {
      throw ApiError.notFound();
    }
    return run;
  };

  const requireJob = (request: Request, { owner, name }: RepositoryRecord) => {
    const job = runs.findJob(owner, name, numberParameter(request, 'id'));
    if (!job) {
      throw ApiError.notFound();
    }
    return job;
  };

  router.get(`${base}/runs/:id/jobs`, (request, response) => {
    const repository = requireRepository(services, request);
    const { id } = requireRun(request, repository);
    const isAll = queryText(request, 'filter') === 'all';
    const jobs = isAll ? runs.allJobs(id) : runs.listJobs(id);
    answerList(request, response, repository, jobs);
  });

  router.get(`${base}/runs/:id/attempts/:attempt/jobs`, (request, response) => {
    const repository = requireRepository(services, request);
    const run = requireRun(request, repository);
    const attempt = numberParameter(request, 'attempt');
    if (attempt < 1 || attempt > run.runAttempt) {
      throw ApiError.notFound();
    }
    const jobs = runs.jobsOfAttempt(run, attempt);
    answerList(request, response, repository, jobs);
  });

  router.get(`${base}/jobs/:id`, (request, response) => {
    const repository = requireRepository(services, request);
    response.json(jobJson(urls, repository, requireJob(request, repository)));
  });

  router.get(`${base}/jobs/:id/logs`, (request, response) => {
    const repository = requireRepository(services, request);
    const job = requireJob(request, repository);
    if (runs.readLog(job.id) === undefined) {
      throw ApiError.notFound();
    }
    const { owner, name } = repository;
    response.redirect(downloads.urlOf(owner, name, 'jobs', job.id));
  });
  return router;
}
