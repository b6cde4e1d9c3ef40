import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  numberParameter,
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { RepositoryRecord } from '../repositories/records';
import {
  announceToWebhooks,
  ReviewEvent,
} from '../webhooks/announceToWebhooks';
import { PullRequestRecord } from './records';
import { requirePull } from './requirePull';
import { reviewJson } from './reviewJson';
import { ReviewRecord, ReviewState } from './Reviews';

const events = z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']);
type ReviewVerdict = z.infer<typeof events>;
const text = z.string().max(65_536);

const creationSchema = z.object({
  commit_id: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  body: text.nullish(),
  event: events.optional(),
});
const bodySchema = z.object({ body: text });
const submissionSchema = z.object({ body: text.nullish(), event: events });
const dismissalSchema = z.object({ message: text.min(1) });

const states: Record<ReviewVerdict, ReviewState> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

/** Reviews of pull requests: list, write, submit, dismiss. */
export function createReviewsRouter(services: ForgeServices): ExpressRouter {
  const { accounts, pulls, reviews, urls } = services;
  const router = Router();
  const path = '/repos/:owner/:repo/pulls/:number(\\d+)/reviews';
  const one = `${path}/:id(\\d+)`;

  const announce = (
    action: ReviewEvent['action'],
    pullRequest: PullRequestRecord,
    review: ReviewRecord,
    sender: string,
  ) =>
    announceToWebhooks(services, {
      name: 'pull_request_review',
      event: { action, pullRequest, review, sender },
    });

  /** A pending review is there for its author only. */
  const requireReview = (request: Request, repository: RepositoryRecord) => {
    const pull = requirePull(services, request, repository);
    const id = numberParameter(request, 'id');
    const review = reviews.find(repository.owner, repository.name, id);
    const viewer = accounts.viewerOf(request.headers.authorization);
    if (
      review?.number !== pull.number ||
      (review.state === 'PENDING' && review.author !== viewer?.login)
    ) {
      throw ApiError.notFound();
    }
    return { pull, review };
  };
  const requireOwn = (request: Request) => {
    const repository = requireWritable(services, request, 'read');
    const { login } = requireViewer(services, request);
    const found = requireReview(request, repository);
    if (found.review.author !== login) {
      throw new ApiError(403, 'Only its author may change a review.');
    }
    return { ...found, repository, login };
  };

  const submit = (
    pull: PullRequestRecord,
    review: ReviewRecord,
    verdict: ReviewVerdict,
  ) => {
    requireVerdict(pull, review.author, verdict, review.body);
    const submitted = reviews.put({
      ...review,
      state: states[verdict],
      submittedAt: new Date().toISOString(),
    });
    pulls.note(pull, {
      requestedReviewers: pull.requestedReviewers?.filter(
        login => login !== review.author,
      ),
    });
    announce('submitted', pull, submitted, review.author);
    return submitted;
  };

  router.get(path, (request, response) => {
    const repository = requireRepository(services, request);
    const viewer = accounts.viewerOf(request.headers.authorization);
    const { owner, repo, number } = requirePull(services, request, repository);
    const visible = reviews
      .list(owner, repo, number)
      .filter(
        ({ state, author }) => state !== 'PENDING' || author === viewer?.login,
      );
    response.json(
      paginate(request, response, visible, urls.base).map(review =>
        reviewJson(services, repository, review),
      ),
    );
  });

  router.post(path, (request, response) => {
    const repository = requireWritable(services, request, 'read');
    const { login } = requireViewer(services, request);
    const pull = requirePull(services, request, repository);
    const { event, ...input } = creationSchema.parse(request.body ?? {});
    const { owner, repo, number } = pull;
    const body = input.body ?? '';
    if (event) {
      requireVerdict(pull, login, event, body);
    }
    const hasPending = reviews
      .list(owner, repo, number)
      .some(({ state, author }) => state === 'PENDING' && author === login);
    if (hasPending) {
      throw new ApiError(
        422,
        'User can only have one pending review per pull request',
      );
    }
    const review = reviews.create({
      owner,
      repo,
      number,
      author: login,
      state: 'PENDING',
      body,
      commitSha: input.commit_id ?? pull.headSha,
    });
    const result = event ? submit(pull, review, event) : review;
    response.json(reviewJson(services, repository, result));
  });

  router.get(one, (request, response) => {
    const repository = requireRepository(services, request);
    const { review } = requireReview(request, repository);
    response.json(reviewJson(services, repository, review));
  });

  router.put(one, (request, response) => {
    const { repository, pull, review, login } = requireOwn(request);
    const { body } = bodySchema.parse(request.body);
    const updated = reviews.put({ ...review, body });
    if (updated.state !== 'PENDING') {
      announce('edited', pull, updated, login);
    }
    response.json(reviewJson(services, repository, updated));
  });

  router.delete(one, (request, response) => {
    const { repository, review } = requireOwn(request);
    requirePending(review);
    reviews.delete(review);
    response.json(reviewJson(services, repository, review));
  });

  router.post(`${one}/events`, (request, response) => {
    const { repository, pull, review } = requireOwn(request);
    requirePending(review);
    const { body, event } = submissionSchema.parse(request.body);
    const submitted = submit(
      pull,
      { ...review, body: body ?? review.body },
      event,
    );
    response.json(reviewJson(services, repository, submitted));
  });

  router.put(`${one}/dismissals`, (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const { pull, review } = requireReview(request, repository);
    dismissalSchema.parse(request.body);
    if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
      throw new ApiError(
        422,
        'Can not dismiss a commented pull request review',
      );
    }
    const dismissed = reviews.put({ ...review, state: 'DISMISSED' });
    announce('dismissed', pull, dismissed, login);
    response.json(reviewJson(services, repository, dismissed));
  });
  return router;
}

function requireVerdict(
  pull: PullRequestRecord,
  author: string,
  verdict: ReviewVerdict,
  body: string,
): void {
  if (verdict !== 'COMMENT' && author === pull.author) {
    const words = verdict === 'APPROVE' ? 'approve' : 'request changes on';
    throw new ApiError(422, `Can not ${words} your own pull request`);
  }
  if (verdict !== 'APPROVE' && body === '') {
    throw new ApiError(422, 'Body can not be blank');
  }
}

function requirePending(review: ReviewRecord): void {
  if (review.state !== 'PENDING') {
    throw new ApiError(422, 'Can not change a submitted review');
  }
}
