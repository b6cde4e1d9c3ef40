import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { requireRepository } from '../http/requests';
import { BranchProtection, RepositoryRecord } from '../repositories/records';
import {
  enforceAdminsJson,
  protectionJson,
  protectionUrl,
  reviewsJson,
  signaturesJson,
  statusChecksJson,
} from './protectionJson';
import {
  contextsSchema,
  protectionOf,
  protectionSchema,
  reviewsOf,
  reviewsSchema,
  statusChecksOf,
  statusChecksSchema,
} from './protectionSchemas';

/** The protection of a branch as a whole and in its parts: for those who administer the repository. */
export function createProtectionRouter(services: ForgeServices): ExpressRouter {
  const { branches } = services;
  const router = Router();
  const path = '/repos/:owner/:repo/branches/:branch(.+)/protection';

  /** What a part's route works on. */
  const requireProtection = (request: Request) => {
    const repository = requireRepository(services, request, 'admin');
    const { branch } = request.params;
    const { owner, name } = repository;
    const protection = branches.find(owner, name, branch);
    if (!protection) {
      throw new ApiError(404, 'Branch not protected');
    }
    const change = (changes: Partial<BranchProtection>) => {
      const changed = { ...protection, ...changes };
      branches.put(owner, name, branch, changed);
      return changed;
    };
    const url = protectionUrl(services, repository, branch);
    return { repository, branch, protection, url, change };
  };

  router.get(path, (request, response) => {
    const { repository, branch, protection } = requireProtection(request);
    response.json(protectionJson(services, repository, branch, protection));
  });

  router.put(path, async (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const { owner, name } = repository;
    const { branch } = request.params;
    await requireBranch(services, repository, branch);
    const protection = protectionOf(
      protectionSchema.parse(request.body),
      branches.find(owner, name, branch),
    );
    branches.put(owner, name, branch, protection);
    response.json(protectionJson(services, repository, branch, protection));
  });

  router.delete(path, (request, response) => {
    const { repository, branch } = requireProtection(request);
    branches.delete(repository.owner, repository.name, branch);
    response.status(204).end();
  });

  router.get(`${path}/required_signatures`, (request, response) => {
    const { url, protection } = requireProtection(request);
    response.json(signaturesJson(url, protection));
  });

  router.post(`${path}/required_signatures`, (request, response) => {
    const { url, change } = requireProtection(request);
    response.json(signaturesJson(url, change({ requiredSignatures: true })));
  });

  router.delete(`${path}/required_signatures`, (request, response) => {
    requireProtection(request).change({ requiredSignatures: false });
    response.status(204).end();
  });

  router.get(`${path}/enforce_admins`, (request, response) => {
    const { url, protection } = requireProtection(request);
    response.json(enforceAdminsJson(url, protection));
  });

  router.post(`${path}/enforce_admins`, (request, response) => {
    const { url, change } = requireProtection(request);
    response.json(enforceAdminsJson(url, change({ enforceAdmins: true })));
  });

  router.delete(`${path}/enforce_admins`, (request, response) => {
    requireProtection(request).change({ enforceAdmins: false });
    response.status(204).end();
  });

  const checks = `${path}/required_status_checks`;
  const requireChecks = (request: Request) => {
    const found = requireProtection(request);
    const { requiredStatusChecks } = found.protection;
    if (!requiredStatusChecks) {
      throw new ApiError(404, 'Required status checks not enabled');
    }
    return { ...found, requiredStatusChecks };
  };

  router.get(checks, (request, response) => {
    const { url, protection } = requireChecks(request);
    response.json(statusChecksJson(url, protection));
  });

  router.patch(checks, (request, response) => {
    const { url, requiredStatusChecks, change } = requireChecks(request);
    const body = statusChecksSchema.parse(request.body);
    const changed = change({
      requiredStatusChecks: statusChecksOf(body, requiredStatusChecks),
    });
    response.json(statusChecksJson(url, changed));
  });

  router.delete(checks, (request, response) => {
    requireChecks(request).change({ requiredStatusChecks: undefined });
    response.status(204).end();
  });

  router.get(`${checks}/contexts`, (request, response) => {
    response.json(requireChecks(request).requiredStatusChecks.contexts);
  });

  for (const [method, next] of contextChanges) {
    router[method](`${checks}/contexts`, (request, response) => {
      const { requiredStatusChecks, change } = requireChecks(request);
      const contexts = next(
        requiredStatusChecks.contexts,
        contextsSchema.parse(request.body),
      );
      change({ requiredStatusChecks: { ...requiredStatusChecks, contexts } });
      response.json(contexts);
    });
  }

  const reviews = `${path}/required_pull_request_reviews`;
  const requireReviews = (request: Request) => {
    const found = requireProtection(request);
    const { requiredReviews } = found.protection;
    if (!requiredReviews) {
      throw new ApiError(404, 'Pull request reviews are not required');
    }
    return { ...found, requiredReviews };
  };

  router.get(reviews, (request, response) => {
    const { repository, url, protection } = requireReviews(request);
    response.json(reviewsJson(services, repository, url, protection));
  });

  router.patch(reviews, (request, response) => {
    // Asking for reviews of a branch without is how GitHub switches them on.
    const { repository, url, protection, change } = requireProtection(request);
    const body = reviewsSchema.parse(request.body ?? {});
    const changed = change({
      requiredReviews: reviewsOf(body, protection.requiredReviews),
      pullRequestBypass:
        body.bypass_pull_request_allowances ?? protection.pullRequestBypass,
    });
    response.json(reviewsJson(services, repository, url, changed));
  });

  router.delete(reviews, (request, response) => {
    requireReviews(request).change({
      requiredReviews: undefined,
      pullRequestBypass: undefined,
    });
    response.status(204).end();
  });
  return router;
}

type ContextChange = (present: string[], given: string[]) => string[];

const contextChanges: ['post' | 'put' | 'delete', ContextChange][] = [
  ['post', (present, given) => [...new Set([...present, ...given])]],
  ['put', (_present, given) => given],
  ['delete', (present, given) => present.filter(name => !given.includes(name))],
];

async function requireBranch(
  services: ForgeServices,
  { owner, name }: RepositoryRecord,
  branch: string,
): Promise<void> {
  const git = services.git.repository(owner, name);
  if (!(await git.findObject(`refs/heads/${branch}`, 'commit'))) {
    throw new ApiError(404, 'Branch not found');
  }
}
