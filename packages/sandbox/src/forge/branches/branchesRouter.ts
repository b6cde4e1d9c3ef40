import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { commitJson } from '../commits/commitJson';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { requireRepository } from '../http/requests';
import { BranchProtection, RepositoryRecord } from '../repositories/records';

const protectionSchema = z.looseObject({
  required_status_checks: z
    .looseObject({
      strict: z.boolean().default(false),
      contexts: z.array(z.string()).default([]),
    })
    .nullish(),
  enforce_admins: z.boolean().nullish(),
  required_pull_request_reviews: z
    .looseObject({
      required_approving_review_count: z.number().int().default(1),
      require_code_owner_reviews: z.boolean().default(false),
      dismiss_stale_reviews: z.boolean().default(false),
      require_last_push_approval: z.boolean().default(false),
    })
    .nullish(),
  required_linear_history: z.boolean().default(false),
  required_conversation_resolution: z.boolean().default(false),
  allow_force_pushes: z.boolean().nullish(),
  allow_deletions: z.boolean().default(false),
  block_creations: z.boolean().default(false),
});

/** Branches and their protection. */
export function createBranchesRouter(services: ForgeServices): ExpressRouter {
  const { accounts, branches, urls } = services;
  const router = Router();

  router.get('/repos/:owner/:repo/branches', async (request, response) => {
    const repository = requireRepository(services, request);
    const git = services.git.repository(repository.owner, repository.name);
    const refs = await git.refs('refs/heads/');
    response.json(
      paginate(request, response, refs, urls.base).map(({ name, sha }) => {
        const branch = name.slice('refs/heads/'.length);
        return {
          name: branch,
          commit: { sha, url: urls.repositoryApi(repository, 'commits', sha) },
          protected:
            branches.find(repository.owner, repository.name, branch) !==
            undefined,
        };
      }),
    );
  });

  router.get(
    '/repos/:owner/:repo/branches/:branch(.*)/protection',
    (request, response) => {
      const repository = requireRepository(services, request, 'admin');
      const { branch } = request.params;
      const protection = branches.find(
        repository.owner,
        repository.name,
        branch,
      );
      if (!protection) {
        throw new ApiError(404, 'Branch not protected');
      }
      response.json(protectionJson(repository, branch, protection));
    },
  );

  router.put(
    '/repos/:owner/:repo/branches/:branch(.*)/protection',
    async (request, response) => {
      const repository = requireRepository(services, request, 'admin');
      const { branch } = request.params;
      const git = services.git.repository(repository.owner, repository.name);
      if (!(await git.findObject(`refs/heads/${branch}`, 'commit'))) {
        throw new ApiError(404, 'Branch not found');
      }
      const body = protectionSchema.parse(request.body);
      const reviews = body.required_pull_request_reviews;
      const protection: BranchProtection = {
        requiredStatusChecks: body.required_status_checks ?? undefined,
        requiredReviews: reviews
          ? {
              approvingReviewCount: reviews.required_approving_review_count,
              requireCodeOwnerReviews: reviews.require_code_owner_reviews,
              dismissStaleReviews: reviews.dismiss_stale_reviews,
              requireLastPushApproval: reviews.require_last_push_approval,
            }
          : undefined,
        enforceAdmins: body.enforce_admins ?? false,
        requiredLinearHistory: body.required_linear_history,
        requiredConversationResolution: body.required_conversation_resolution,
        requiredSignatures: false,
        allowForcePushes: body.allow_force_pushes ?? false,
        allowDeletions: body.allow_deletions,
        blockCreations: body.block_creations,
      };
      branches.put(repository.owner, repository.name, branch, protection);
      response.json(protectionJson(repository, branch, protection));
    },
  );

  router.get(
    '/repos/:owner/:repo/branches/:branch(.*)',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const { branch } = request.params;
      const git = services.git.repository(repository.owner, repository.name);
      const sha = await git.findObject(`refs/heads/${branch}`, 'commit');
      const commit = sha && (await git.commit(sha));
      if (!commit) {
        throw new ApiError(404, 'Branch not found');
      }
      const protection = branches.find(
        repository.owner,
        repository.name,
        branch,
      );
      response.json({
        name: branch,
        commit: commitJson(urls, accounts, repository, commit),
        _links: {
          self: urls.repositoryApi(repository, 'branches', branch),
          html: urls.repositoryHtml(repository, 'tree', branch),
        },
        protected: protection !== undefined,
        protection: {
          enabled: protection !== undefined,
          required_status_checks: {
            enforcement_level: protection ? 'non_admins' : 'off',
            contexts: protection?.requiredStatusChecks?.contexts ?? [],
            checks: [],
          },
        },
        protection_url: `${urls.repositoryApi(
          repository,
          'branches',
          branch,
        )}/protection`,
      });
    },
  );

  function protectionJson(
    repository: RepositoryRecord,
    branch: string,
    protection: BranchProtection,
  ) {
    const url = `${urls.repositoryApi(
      repository,
      'branches',
      branch,
    )}/protection`;
    const { requiredStatusChecks: checks, requiredReviews: reviews } =
      protection;
    return {
      url,
      required_status_checks: checks && {
        url: `${url}/required_status_checks`,
        contexts_url: `${url}/required_status_checks/contexts`,
        strict: checks.strict,
        contexts: checks.contexts,
        checks: checks.contexts.map(context => ({ context, app_id: null })),
      },
      enforce_admins: {
        url: `${url}/enforce_admins`,
        enabled: protection.enforceAdmins,
      },
      required_pull_request_reviews: reviews && {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: reviews.dismissStaleReviews,
        require_code_owner_reviews: reviews.requireCodeOwnerReviews,
        required_approving_review_count: reviews.approvingReviewCount,
        require_last_push_approval: reviews.requireLastPushApproval,
      },
      required_linear_history: { enabled: protection.requiredLinearHistory },
      required_conversation_resolution: {
        enabled: protection.requiredConversationResolution,
      },
      allow_force_pushes: { enabled: protection.allowForcePushes },
      allow_deletions: { enabled: protection.allowDeletions },
      block_creations: { enabled: protection.blockCreations },
    };
  }
  return router;
}
