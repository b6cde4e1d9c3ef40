import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { simpleUsersOf } from '../accounts/accountJson';
import { commitJson, fileChangeJson } from '../commits/commitJson';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { requireRepository, requireWritable } from '../http/requests';
import { includesRole, roleOf } from '../repositories/roles';
import { RepositoryRecord } from '../repositories/records';
import {
  pullRequestBase,
  pullRequestJson,
  requestedTeamsJson,
} from './pullRequestJson';
import { PullRequestRecord } from './records';
import { requirePull } from './requirePull';

/** As many as GitHub lists. */
const MAXIMUM_FILES = 3000;
const MAXIMUM_COMMITS = 250;

const reviewersSchema = z.object({
  reviewers: z.array(z.string()).max(100).default([]),
  team_reviewers: z.array(z.string()).max(100).default([]),
});

/** What a pull request brings, and who is asked to look at it. */
export function createPullContentsRouter(
  services: ForgeServices,
): ExpressRouter {
  const { accounts, pulls, urls } = services;
  const router = Router();
  const path = '/repos/:owner/:repo/pulls/:number(\\d+)';

  router.get(`${path}/files`, async (request, response) => {
    const repository = requireRepository(services, request);
    const pull = requirePull(services, request, repository);
    const changes = await services.git
      .repository(pull.owner, pull.repo)
      .changes(await pullRequestBase(services, pull), pull.headSha, {
        patches: true,
      });
    const files = changes.slice(0, MAXIMUM_FILES);
    response.json(
      paginate(request, response, files, urls.base).map(change =>
        fileChangeJson(urls, repository, change, pull.headSha),
      ),
    );
  });

  router.get(`${path}/commits`, async (request, response) => {
    const repository = requireRepository(services, request);
    const pull = requirePull(services, request, repository);
    const commits = await services.git
      .repository(pull.owner, pull.repo)
      .commits({
        from: [pull.headSha],
        notFrom: [await pullRequestBase(services, pull)],
      });
    const oldestFirst = commits.reverse().slice(0, MAXIMUM_COMMITS);
    response.json(
      paginate(request, response, oldestFirst, urls.base).map(commit =>
        commitJson(urls, accounts, repository, commit),
      ),
    );
  });

  router.get(`${path}/requested_reviewers`, (request, response) => {
    const repository = requireRepository(services, request);
    const pull = requirePull(services, request, repository);
    response.json({
      users: simpleUsersOf(services, pull.requestedReviewers ?? []),
      teams: requestedTeamsJson(services, pull),
    });
  });

  const requireReviewers = (
    repository: RepositoryRecord,
    pull: PullRequestRecord,
    reviewers: string[],
    teams: string[],
  ) => {
    if (reviewers.includes(pull.author)) {
      throw new ApiError(
        422,
        'Review cannot be requested from pull request author.',
      );
    }
    const known = accounts.teams(repository.owner).map(team => team.slug);
    const strangers = [
      ...reviewers.filter(login => {
        const account = accounts.find(login);
        return !(
          account?.kind === 'user' &&
          includesRole(roleOf(services, repository, account), 'read')
        );
      }),
      ...teams.filter(team => !known.includes(team)),
    ];
    if (strangers.length > 0) {
      throw new ApiError(
        422,
        `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${repository.owner}/${repository.name} repository.`,
      );
    }
  };

  const change = (
    request: Request,
    next: (present: string[], given: string[]) => string[],
  ) => {
    const repository = requireWritable(services, request);
    const pull = requirePull(services, request, repository);
    const body = reviewersSchema.parse(request.body);
    const reviewers = next(pull.requestedReviewers ?? [], body.reviewers);
    const teams = next(pull.requestedTeams ?? [], body.team_reviewers);
    requireReviewers(repository, pull, reviewers, teams);
    const noted = pulls.note(pull, {
      requestedReviewers: reviewers,
      requestedTeams: teams,
    });
    return pullRequestJson(services, repository, noted);
  };

  router.post(`${path}/requested_reviewers`, (request, response) => {
    const union = (present: string[], given: string[]) => [
      ...new Set([...present, ...given]),
    ];
    response.status(201).json(change(request, union));
  });

  router.delete(`${path}/requested_reviewers`, (request, response) => {
    const rest = (present: string[], given: string[]) =>
      present.filter(name => !given.includes(name));
    response.json(change(request, rest));
  });
  return router;
}
