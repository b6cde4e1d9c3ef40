import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { requireRepository } from '../http/requests';
import { RepositoryRecord } from '../repositories/records';
import { environmentJson } from './environmentJson';
import { EnvironmentRecord } from './records';

const environmentSchema = z
  .object({
    wait_timer: z.int().min(0).max(43_200).default(0),
    prevent_self_review: z.boolean().default(false),
    reviewers: z
      .array(z.object({ type: z.enum(['User', 'Team']), id: z.int() }))
      .max(6)
      .nullish(),
    deployment_branch_policy: z
      .object({
        protected_branches: z.boolean(),
        custom_branch_policies: z.boolean(),
      })
      .refine(
        policy => policy.protected_branches !== policy.custom_branch_policies,
        'protected_branches and custom_branch_policies cannot have the same value',
      )
      .nullish(),
  })
  .nullish()
  .transform(body => body ?? { wait_timer: 0, prevent_self_review: false });

/** Environments of a repository and their protection. */
export function createEnvironmentsRouter(
  services: ForgeServices,
): ExpressRouter {
  const { actionsSettings, deployments, urls } = services;
  const router = Router();
  const base = '/repos/:owner/:repo/environments';

  router.get(base, (request, response) => {
    const repository = requireRepository(services, request);
    const all = deployments.environments(repository.owner, repository.name);
    response.json({
      total_count: all.length,
      environments: paginate(request, response, all, urls.base).map(
        environment => environmentJson(services, repository, environment),
      ),
    });
  });

  router.get(`${base}/:environment`, (request, response) => {
    const repository = requireRepository(services, request);
    const environment = requireEnvironment(services, request, repository);
    response.json(environmentJson(services, repository, environment));
  });

  router.put(`${base}/:environment`, (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const { owner, name: repo } = repository;
    const body = environmentSchema.parse(request.body);
    requireReviewers(services, repository, body.reviewers ?? []);
    const policy = body.deployment_branch_policy;
    const environment = deployments.putEnvironment(owner, repo, {
      name: request.params.environment,
      waitTimer: body.wait_timer,
      preventSelfReview: body.prevent_self_review,
      reviewers: body.reviewers ?? [],
      protectedBranches: policy?.protected_branches ?? false,
      customBranchPolicies: policy?.custom_branch_policies ?? false,
    });
    response.json(environmentJson(services, repository, environment));
  });

  router.delete(`${base}/:environment`, (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const { owner, name: repo } = repository;
    const { name } = requireEnvironment(services, request, repository);
    deployments.deleteEnvironment(owner, repo, name);
    actionsSettings.deleteScope({ owner, repo, environment: name });
    response.status(204).end();
  });
  return router;
}

/** The environment that a request names. */
export function requireEnvironment(
  services: ForgeServices,
  request: Request,
  { owner, name }: RepositoryRecord,
): EnvironmentRecord {
  const environment = services.deployments.findEnvironment(
    owner,
    name,
    request.params.environment,
  );
  if (!environment) {
    throw ApiError.notFound();
  }
  return environment;
}

/** Reviewers are people of the forge and teams of the owner. */
function requireReviewers(
  { accounts }: ForgeServices,
  { owner }: RepositoryRecord,
  reviewers: EnvironmentRecord['reviewers'],
): void {
  const unknown = reviewers.find(({ type, id }) =>
    type === 'User'
      ? !accounts.list().some(known => known.id === id)
      : !accounts.teams(owner).some(known => known.id === id),
  );
  if (unknown) {
    throw ApiError.invalid({
      resource: 'Environment',
      field: 'reviewers',
      code: 'invalid',
      message: `There is no ${unknown.type} ${unknown.id}`,
    });
  }
}
