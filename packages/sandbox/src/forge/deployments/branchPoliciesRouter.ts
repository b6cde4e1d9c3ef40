import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { numberParameter, requireRepository } from '../http/requests';
import { branchPolicyJson } from './environmentJson';
import { requireEnvironment } from './environmentsRouter';
import { EnvironmentRecord } from './records';

const policySchema = z.object({
  name: z.string().min(1).max(255),
  type: z.enum(['branch', 'tag']).default('branch'),
});

/** Patterns of the branches and tags that may be deployed to an environment. */
export function createBranchPoliciesRouter(
  services: ForgeServices,
): ExpressRouter {
  const { deployments, urls } = services;
  const router = Router();
  const base =
    '/repos/:owner/:repo/environments/:environment/deployment-branch-policies';

  const requirePolicy = (request: Request, environment: EnvironmentRecord) => {
    const id = numberParameter(request, 'id');
    const policy = environment.branchPolicies.find(known => known.id === id);
    if (!policy) {
      throw ApiError.notFound();
    }
    return policy;
  };

  router.get(base, (request, response) => {
    const repository = requireRepository(services, request);
    const { branchPolicies } = requireEnvironment(
      services,
      request,
      repository,
    );
    response.json({
      total_count: branchPolicies.length,
      branch_policies: paginate(
        request,
        response,
        branchPolicies,
        urls.base,
      ).map(branchPolicyJson),
    });
  });

  router.post(base, (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const environment = requireEnvironment(services, request, repository);
    const body = policySchema.parse(request.body);
    if (!environment.customBranchPolicies) {
      throw ApiError.notFound();
    }
    const isKnown = environment.branchPolicies.some(
      ({ name, type }) => name === body.name && type === body.type,
    );
    if (isKnown) {
      throw new ApiError(303, 'The same branch name pattern already exists.');
    }
    const { owner, name } = repository;
    const policy = deployments.addBranchPolicy(owner, name, environment, body);
    response.json(branchPolicyJson(policy));
  });

  router.get(`${base}/:id`, (request, response) => {
    const repository = requireRepository(services, request);
    const environment = requireEnvironment(services, request, repository);
    response.json(branchPolicyJson(requirePolicy(request, environment)));
  });

  router.put(`${base}/:id`, (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const environment = requireEnvironment(services, request, repository);
    const { name } = policySchema.omit({ type: true }).parse(request.body);
    const policy = { ...requirePolicy(request, environment), name };
    deployments.putEnvironment(repository.owner, repository.name, {
      ...environment,
      branchPolicies: environment.branchPolicies.map(known =>
        known.id === policy.id ? policy : known,
      ),
    });
    response.json(branchPolicyJson(policy));
  });

  router.delete(`${base}/:id`, (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const environment = requireEnvironment(services, request, repository);
    const { id } = requirePolicy(request, environment);
    deployments.putEnvironment(repository.owner, repository.name, {
      ...environment,
      branchPolicies: environment.branchPolicies.filter(
        known => known.id !== id,
      ),
    });
    response.status(204).end();
  });
  return router;
}
