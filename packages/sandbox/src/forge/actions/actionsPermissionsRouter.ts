import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { requireRepository } from '../http/requests';

const permissionsSchema = z.object({
  enabled: z.boolean(),
  allowed_actions: z.enum(['all', 'local_only', 'selected']).optional(),
});

const selectedSchema = z.object({
  github_owned_allowed: z.boolean().default(false),
  verified_allowed: z.boolean().default(false),
  patterns_allowed: z.array(z.string()).default([]),
});

const workflowSchema = z.object({
  default_workflow_permissions: z.enum(['read', 'write']).optional(),
  can_approve_pull_request_reviews: z.boolean().optional(),
});

const accessSchema = z.object({
  access_level: z.enum(['none', 'organization', 'enterprise', 'user']),
});

const subjectSchema = z.object({
  use_default: z.boolean(),
  include_claim_keys: z.array(z.string().regex(/^\w+$/)).optional(),
});

/** What workflows of a repository may do, and who may use its actions. */
export function createActionsPermissionsRouter(
  services: ForgeServices,
): ExpressRouter {
  const { actionsSettings: settings, urls } = services;
  const router = Router();
  const base = '/repos/:owner/:repo/actions';

  router.get(`${base}/permissions`, (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const { enabled, allowedActions } = settings.permissions(
      repository.owner,
      repository.name,
    );
    response.json({
      enabled,
      ...(enabled && {
        allowed_actions: allowedActions,
        selected_actions_url: urls.repositoryApi(
          repository,
          'actions',
          'permissions',
          'selected-actions',
        ),
      }),
    });
  });

  router.put(`${base}/permissions`, (request, response) => {
    const { owner, name } = requireRepository(services, request, 'admin');
    const body = permissionsSchema.parse(request.body);
    settings.setPermissions(owner, name, {
      enabled: body.enabled,
      ...(body.allowed_actions && { allowedActions: body.allowed_actions }),
    });
    response.status(204).end();
  });

  router.get(`${base}/permissions/selected-actions`, (request, response) => {
    const { owner, name } = requireRepository(services, request, 'admin');
    const { selectedActions } = settings.permissions(owner, name);
    response.json({
      github_owned_allowed: selectedActions.githubOwnedAllowed,
      verified_allowed: selectedActions.verifiedAllowed,
      patterns_allowed: selectedActions.patternsAllowed,
    });
  });

  router.put(`${base}/permissions/selected-actions`, (request, response) => {
    const { owner, name } = requireRepository(services, request, 'admin');
    const body = selectedSchema.parse(request.body);
    if (settings.permissions(owner, name).allowedActions !== 'selected') {
      throw new ApiError(
        409,
        "Actions can be selected only where 'allowed_actions' is 'selected'.",
      );
    }
    settings.setPermissions(owner, name, {
      selectedActions: {
        githubOwnedAllowed: body.github_owned_allowed,
        verifiedAllowed: body.verified_allowed,
        patternsAllowed: body.patterns_allowed,
      },
    });
    response.status(204).end();
  });

  router.get(`${base}/permissions/workflow`, (request, response) => {
    const { owner, name } = requireRepository(services, request, 'admin');
    const known = settings.permissions(owner, name);
    response.json({
      default_workflow_permissions: known.defaultWorkflowPermissions,
      can_approve_pull_request_reviews: known.canApprovePullRequests,
    });
  });

  router.put(`${base}/permissions/workflow`, (request, response) => {
    const { owner, name } = requireRepository(services, request, 'admin');
    const body = workflowSchema.parse(request.body);
    const known = settings.permissions(owner, name);
    settings.setPermissions(owner, name, {
      defaultWorkflowPermissions:
        body.default_workflow_permissions ?? known.defaultWorkflowPermissions,
      canApprovePullRequests:
        body.can_approve_pull_request_reviews ?? known.canApprovePullRequests,
    });
    response.status(204).end();
  });

  router.get(`${base}/permissions/access`, (request, response) => {
    const { owner, name } = requireRepository(services, request, 'admin');
    const { accessLevel } = settings.permissions(owner, name);
    response.json({ access_level: accessLevel });
  });

  router.put(`${base}/permissions/access`, (request, response) => {
    const { owner, name } = requireRepository(services, request, 'admin');
    const body = accessSchema.parse(request.body);
    settings.setPermissions(owner, name, { accessLevel: body.access_level });
    response.status(204).end();
  });

  router.get(`${base}/oidc/customization/sub`, (request, response) => {
    const { owner, name } = requireRepository(services, request, 'admin');
    const { subjectClaims } = settings.permissions(owner, name);
    response.json({
      use_default: subjectClaims === undefined,
      ...(subjectClaims && { include_claim_keys: subjectClaims }),
    });
  });

  router.put(`${base}/oidc/customization/sub`, (request, response) => {
    const { owner, name } = requireRepository(services, request, 'admin');
    const body = subjectSchema.parse(request.body);
    settings.setPermissions(owner, name, {
      subjectClaims: body.use_default
        ? undefined
        : body.include_claim_keys ?? [],
    });
    response.status(201).json({});
  });
  return router;
}
