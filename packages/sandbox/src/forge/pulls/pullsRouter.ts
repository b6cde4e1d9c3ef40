import { InputError } from '@backstage/errors';
import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { diffText } from '../git/diffText';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  queryText,
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { requireAuthorOr } from '../issues/IssueSubject';
import { RepositoryRecord } from '../repositories/records';
import {
  fullPullRequestJson,
  pullRequestBase,
  pullRequestJson,
} from './pullRequestJson';
import { NewPullRequest, PullRequestRecord } from './records';
import { requirePull } from './requirePull';

const text = z.string().max(65_536);

const creationSchema = z.object({
  title: z.string().trim().min(1).max(256),
  body: text.nullish(),
  head: z.string().min(1),
  base: z.string().min(1),
  draft: z.boolean().optional(),
});

const changeSchema = z.object({
  title: z.string().trim().min(1).max(256).optional(),
  body: text.nullish(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().min(1).optional(),
});

/** Pull requests: list, open, read and change. */
export function createPullsRouter(services: ForgeServices): ExpressRouter {
  const { pulls, urls } = services;
  const router = Router();
  const path = '/repos/:owner/:repo/pulls';

  router.get(path, (request, response) => {
    const repository = requireRepository(services, request);
    const matching = pulls
      .list(repository.owner, repository.name)
      .filter(matches(request))
      .sort(inOrder(request));
    response.json(
      paginate(request, response, matching, urls.base).map(pull =>
        pullRequestJson(services, repository, pull),
      ),
    );
  });

  router.post(path, async (request, response) => {
    const repository = requireWritable(services, request);
    const input = creationSchema.parse(request.body);
    const pull = await create({
      ...input,
      head: headBranch(repository, input.head),
      body: input.body ?? undefined,
      owner: repository.owner,
      repo: repository.name,
      author: requireViewer(services, request).login,
    });
    const answer = await fullPullRequestJson(services, repository, pull);
    response.status(201).location(answer.url).json(answer);
  });

  router.get(`${path}/:number(\\d+)`, async (request, response) => {
    const repository = requireRepository(services, request);
    const pull = requirePull(services, request, repository);
    const media = request.header('Accept') ?? '';
    const format = /vnd\.github\.(?:v3\.)?(diff|patch)/.exec(media)?.[1];
    if (format === 'diff' || format === 'patch') {
      const git = services.git.repository(pull.owner, pull.repo);
      const from = await pullRequestBase(services, pull);
      response.type(`application/vnd.github.${format}; charset=utf-8`);
      response.send(await diffText(git, from, pull.headSha, format));
      return;
    }
    response.json(await fullPullRequestJson(services, repository, pull));
  });

  router.patch(`${path}/:number(\\d+)`, async (request, response) => {
    const repository = requireWritable(services, request, 'read');
    const pull = requirePull(services, request, repository);
    const { author } = pull;
    const { login } = requireAuthorOr(
      services,
      request,
      repository,
      author,
      'write',
    );
    const { base, ...body } = changeSchema.parse(request.body);
    if (body.state === 'open' && pull.state === 'closed') {
      await requireReopenable(pull);
    }
    const updated = pulls.update(
      pull,
      {
        ...body,
        body: body.body === undefined ? pull.body : body.body ?? undefined,
        ...(base === undefined ? {} : await newBase(pull, base)),
      },
      login,
    );
    response.json(await fullPullRequestJson(services, repository, updated));
  });

  const create = async (input: NewPullRequest) => {
    try {
      return await pulls.create(input);
    } catch (error) {
      if (error instanceof InputError) {
        throw invalid(undefined, error.message);
      }
      throw error;
    }
  };

  const branchHead = async (pull: PullRequestRecord, branch: string) =>
    services.git
      .repository(pull.owner, pull.repo)
      .findObject(`refs/heads/${branch}`, 'commit');

  const newBase = async (pull: PullRequestRecord, branch: string) => {
    const baseSha = await branchHead(pull, branch);
    if (!baseSha) {
      throw invalid('base', `Proposed base branch '${branch}' was not found`);
    }
    return { baseBranch: branch, baseSha };
  };

  const requireReopenable = async (pull: PullRequestRecord) => {
    if (pull.mergedAt) {
      throw invalid('state', 'The pull request is merged.');
    }
    if ((await branchHead(pull, pull.headBranch)) !== pull.headSha) {
      throw invalid(
        'state',
        `state cannot be changed. The ${pull.headBranch} branch was force-pushed or recreated.`,
      );
    }
  };
  return router;
}

function invalid(field: string | undefined, message: string): ApiError {
  return ApiError.invalid({
    resource: 'PullRequest',
    ...(field ? { field } : {}),
    code: 'custom',
    message,
  });
}

/** The branch out of `branch` or `owner:branch`; the forge has no forks. */
function headBranch({ owner }: RepositoryRecord, head: string): string {
  const [account, ...branch] = head.split(':');
  if (branch.length === 0) {
    return head;
  }
  if (account.toLowerCase() !== owner.toLowerCase()) {
    throw invalid('head', `${account} has no fork of this repository`);
  }
  return branch.join(':');
}

function matches(request: Request) {
  const state = queryText(request, 'state') ?? 'open';
  const base = queryText(request, 'base');
  const head = queryText(request, 'head')?.replace(/^[^:]*:/, '');
  return (pull: PullRequestRecord) =>
    (state === 'all' || pull.state === state) &&
    (!base || pull.baseBranch === base) &&
    (!head || pull.headBranch === head);
}

/** GitHub's default is the newest first, and when sorting by something else the oldest. */
function inOrder(request: Request) {
  const sort = queryText(request, 'sort') ?? 'created';
  const direction = queryText(request, 'direction');
  const isDescending = direction ? direction === 'desc' : sort === 'created';
  const sign = isDescending ? -1 : 1;
  const keyOf = (pull: PullRequestRecord) =>
    sort === 'updated' ? pull.updatedAt : pull.createdAt;
  return (one: PullRequestRecord, other: PullRequestRecord) =>
    sign *
    (keyOf(one).localeCompare(keyOf(other)) || one.number - other.number);
}
