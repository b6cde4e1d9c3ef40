import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { requireRefChange } from '../branches/judgeRefChange';
import { ForgeServices } from '../ForgeServices';
import { moveRef } from '../git/moveRef';
import { ZERO_SHA } from '../git/objects';
import { ApiError } from '../http/ApiError';
import {
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { RepositoryRecord } from '../repositories/records';
import { MergeMethod } from './mergeBranches';
import { mergeRefusals, mergeStateOf } from './mergeState';
import { PullRequestRecord } from './records';
import { requirePull } from './requirePull';
import { squashMessage } from './squashMessage';
import { updateBranch } from './updateBranch';

const mergeSchema = z.object({
  merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
  commit_title: z.string().max(256).nullish(),
  commit_message: z.string().max(65_536).nullish(),
  sha: z.string().nullish(),
});

const updateSchema = z.object({ expected_head_sha: z.string().nullish() });

/** Merging pull requests, as far as their base branch allows it. */
export function createMergeRouter(services: ForgeServices): ExpressRouter {
  const { pulls } = services;
  const router = Router();
  const path = '/repos/:owner/:repo/pulls/:number(\\d+)';

  router.get(`${path}/merge`, (request, response) => {
    const repository = requireRepository(services, request);
    if (!requirePull(services, request, repository).mergedAt) {
      throw ApiError.notFound();
    }
    response.status(204).end();
  });

  router.put(`${path}/merge`, async (request, response) => {
    const repository = requireWritable(services, request);
    const viewer = requireViewer(services, request);
    const pull = requirePull(services, request, repository);
    const body = mergeSchema.parse(request.body ?? {});
    const method = body.merge_method;
    requireMethod(repository, method);
    if (body.sha && body.sha !== pull.headSha) {
      throw new ApiError(
        409,
        'Head branch was modified. Review and try the merge again.',
      );
    }
    const { mergeable, state } = await mergeStateOf(services, repository, pull);
    if (state === 'draft') {
      throw new ApiError(405, 'Pull Request is still a draft');
    }
    if (!mergeable) {
      throw new ApiError(405, 'Pull Request is not mergeable');
    }
    const refusals = await mergeRefusals(
      services,
      repository,
      pull,
      viewer,
      method,
    );
    if (refusals.length > 0) {
      throw new ApiError(405, refusals.join(' '));
    }
    const squashed =
      method === 'squash'
        ? await squashMessage(services, repository, pull)
        : undefined;
    const merged = await pulls.merge(
      repository.owner,
      repository.name,
      pull.number,
      {
        method,
        by: viewer.login,
        expectedHead: pull.headSha,
        title: body.commit_title ?? squashed?.title,
        message: body.commit_message ?? squashed?.message,
      },
    );
    if (repository.deleteBranchOnMerge) {
      await deleteHead(repository, pull, viewer);
    }
    response.json({
      sha: merged.mergeCommitSha,
      merged: true,
      message: 'Pull Request successfully merged',
    });
  });

  router.put(`${path}/update-branch`, async (request, response) => {
    const repository = requireWritable(services, request);
    const viewer = requireViewer(services, request);
    const pull = requirePull(services, request, repository);
    const { expected_head_sha: expected } = updateSchema.parse(
      request.body ?? {},
    );
    if (expected && expected !== pull.headSha) {
      throw new ApiError(
        422,
        'expected head sha didn’t match current head ref.',
      );
    }
    await updateBranch(services, repository, pull, viewer);
    response.status(202).json({
      message: 'Updating pull request branch.',
      url: services.urls.repositoryHtml(repository, 'pull', pull.number),
    });
  });

  /** Unless the head moved meanwhile, or is protected. */
  const deleteHead = async (
    repository: RepositoryRecord,
    pull: PullRequestRecord,
    viewer: { login: string; admin: boolean },
  ) => {
    const change = {
      ref: `refs/heads/${pull.headBranch}`,
      before: pull.headSha,
      after: ZERO_SHA,
    };
    const { owner, name: repo } = repository;
    try {
      await requireRefChange(services, repository, viewer, change);
      await services.pushes.run(
        { owner, repo, pusher: viewer.login, silent: false },
        () => moveRef(services.git.repository(owner, repo), change),
      );
    } catch (error) {
      services.report(
        `The branch ${pull.headBranch} of ${owner}/${repo} was merged but stays: ${error}`,
      );
    }
  };
  return router;
}

function requireMethod(
  repository: RepositoryRecord,
  method: MergeMethod,
): void {
  const methods = {
    merge: { allowed: repository.allowMergeCommit, name: 'Merge commits' },
    squash: { allowed: repository.allowSquashMerge, name: 'Squash merges' },
    rebase: { allowed: repository.allowRebaseMerge, name: 'Rebase merges' },
  };
  const { allowed, name } = methods[method];
  if (!allowed) {
    throw new ApiError(405, `${name} are not allowed on this repository.`);
  }
}
