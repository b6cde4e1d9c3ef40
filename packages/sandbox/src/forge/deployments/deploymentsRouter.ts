import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
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
import { RepositoryRecord } from '../repositories/records';
import { announceToWebhooks } from '../webhooks/announceToWebhooks';
import { autoMerge } from './autoMerge';
import { deploymentJson, deploymentStatusJson } from './deploymentJson';
import { deploymentSchema, deploymentStatusSchema } from './deploymentSchemas';
import { DeploymentRecord } from './records';
import { requireGreen } from './requireGreen';

/** Requests to deploy and what became of them, as far as pipelines tell GitHub. */
export function createDeploymentsRouter(
  services: ForgeServices,
): ExpressRouter {
  const { deployments, urls } = services;
  const router = Router();
  const base = '/repos/:owner/:repo/deployments';

  const requireDeployment = (
    request: Request,
    { owner, name }: RepositoryRecord,
  ) => {
    const id = numberParameter(request, 'id');
    const deployment = deployments.find(owner, name, id);
    if (!deployment) {
      throw ApiError.notFound();
    }
    return deployment;
  };

  router.get(base, (request, response) => {
    const repository = requireRepository(services, request);
    const { owner, name } = repository;
    const matching = deployments.list(owner, name).filter(deployment =>
      (['sha', 'ref', 'task', 'environment'] as const).every(field => {
        const wanted = queryText(request, field);
        return !wanted || deployment[field] === wanted;
      }),
    );
    response.json(
      paginate(request, response, matching, urls.base).map(deployment =>
        deploymentJson(services, repository, deployment),
      ),
    );
  });

  router.post(base, async (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const body = deploymentSchema.parse(request.body);
    const { owner, name: repo, defaultBranch } = repository;
    const sha = await requireCommit(services, repository, body.ref);
    if (
      body.auto_merge &&
      (await autoMerge(services, repository, body.ref, login))
    ) {
      response.status(202).json({
        message: `Auto-merged ${defaultBranch} into ${body.ref} on deployment.`,
      });
      return;
    }
    requireGreen(
      services,
      repository,
      { ref: body.ref, sha },
      body.required_contexts,
    );
    const deployment = deployments.create({
      owner,
      repo,
      sha,
      ref: body.ref,
      task: body.task,
      environment: body.environment,
      transient: body.transient_environment,
      production:
        body.production_environment ?? body.environment === 'production',
      description: body.description ?? undefined,
      payload: body.payload,
      creator: login,
    });
    announceToWebhooks(services, { name: 'deployment', event: deployment });
    response
      .status(201)
      .location(urls.repositoryApi(repository, 'deployments', deployment.id))
      .json(deploymentJson(services, repository, deployment));
  });

  router.get(`${base}/:id`, (request, response) => {
    const repository = requireRepository(services, request);
    const deployment = requireDeployment(request, repository);
    response.json(deploymentJson(services, repository, deployment));
  });

  router.delete(`${base}/:id`, (request, response) => {
    const repository = requireWritable(services, request);
    const { owner, name } = repository;
    const deployment = requireDeployment(request, repository);
    const [latest] = deployments.statuses(deployment);
    const isAlone = deployments
      .list(owner, name)
      .every(
        other =>
          other.id === deployment.id ||
          other.environment !== deployment.environment,
      );
    if (latest?.state !== 'inactive' && !isAlone) {
      throw new ApiError(
        422,
        'We cannot delete an active deployment unless it is the only deployment in a given environment.',
      );
    }
    deployments.delete(deployment);
    response.status(204).end();
  });

  router.get(`${base}/:id/statuses`, (request, response) => {
    const repository = requireRepository(services, request);
    const all = deployments.statuses(requireDeployment(request, repository));
    response.json(
      paginate(request, response, all, urls.base).map(status =>
        deploymentStatusJson(services, repository, status),
      ),
    );
  });

  router.get(`${base}/:id/statuses/:status`, (request, response) => {
    const repository = requireRepository(services, request);
    const id = numberParameter(request, 'status');
    const status = deployments
      .statuses(requireDeployment(request, repository))
      .find(known => known.id === id);
    if (!status) {
      throw ApiError.notFound();
    }
    response.json(deploymentStatusJson(services, repository, status));
  });

  router.post(`${base}/:id/statuses`, (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const deployment = requireDeployment(request, repository);
    const body = deploymentStatusSchema.parse(request.body);
    const status = deployments.addStatus(deployment, {
      state: body.state,
      description: body.description,
      environment: body.environment ?? deployment.environment,
      logUrl: body.log_url || body.target_url,
      environmentUrl: body.environment_url,
      creator: login,
    });
    announceToWebhooks(services, { name: 'deployment_status', event: status });
    if (body.state === 'success' && body.auto_inactive) {
      retireOthers(services, deployment, login);
    }
    const json = deploymentStatusJson(services, repository, status);
    response.status(201).location(json.url).json(json);
  });
  return router;
}

/** Marks those that a success replaces: all of the same environment that are neither transient nor of production. */
function retireOthers(
  services: ForgeServices,
  { id, owner, repo, environment }: DeploymentRecord,
  login: string,
): void {
  const { deployments } = services;
  const replaced = deployments
    .list(owner, repo)
    .filter(
      other =>
        other.id !== id &&
        other.environment === environment &&
        !other.transient &&
        !other.production &&
        deployments.statuses(other)[0]?.state !== 'inactive',
    );
  for (const other of replaced) {
    const event = deployments.addStatus(other, {
      state: 'inactive',
      description: '',
      environment,
      logUrl: '',
      environmentUrl: '',
      creator: login,
    });
    announceToWebhooks(services, { name: 'deployment_status', event });
  }
}
