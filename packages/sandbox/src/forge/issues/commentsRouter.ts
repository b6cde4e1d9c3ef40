import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
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
import {
  announceToWebhooks,
  CommentEvent,
} from '../webhooks/announceToWebhooks';
import { commentJson } from './issueJson';
import { CommentRecord } from './Issues';
import { requireAuthorOr, requireSubject } from './IssueSubject';
import { commentSchema } from './schemas';

/** Comments on issues and on pull requests. */
export function createCommentsRouter(services: ForgeServices): ExpressRouter {
  const { issues, urls } = services;
  const router = Router();
  const ofIssue = '/repos/:owner/:repo/issues/:number(\\d+)/comments';
  const one = '/repos/:owner/:repo/issues/comments/:id(\\d+)';

  const requireComment = (request: Request, repository: RepositoryRecord) => {
    const comment = issues.findComment(
      repository.owner,
      repository.name,
      numberParameter(request, 'id'),
    );
    if (!comment) {
      throw ApiError.notFound();
    }
    return comment;
  };
  const since = (request: Request) => {
    const date = queryText(request, 'since');
    return (comment: CommentRecord) =>
      !date || Date.parse(comment.updatedAt) >= Date.parse(date);
  };
  const announce = (
    action: CommentEvent['action'],
    comment: CommentRecord,
    sender: string,
  ) =>
    announceToWebhooks(services, {
      name: 'issue_comment',
      event: { action, comment, sender },
    });

  router.get('/repos/:owner/:repo/issues/comments', (request, response) => {
    const repository = requireRepository(services, request);
    const comments = issues
      .allComments(repository.owner, repository.name)
      .filter(since(request));
    response.json(
      paginate(request, response, comments, urls.base).map(comment =>
        commentJson(services, repository, comment),
      ),
    );
  });

  router.get(ofIssue, (request, response) => {
    const repository = requireRepository(services, request);
    const { owner, repo, number } = requireSubject(
      services,
      request,
      repository,
    );
    const comments = issues
      .comments(owner, repo, number)
      .filter(since(request));
    response.json(
      paginate(request, response, comments, urls.base).map(comment =>
        commentJson(services, repository, comment),
      ),
    );
  });

  router.post(ofIssue, (request, response) => {
    const repository = requireWritable(services, request, 'read');
    const { login } = requireViewer(services, request);
    const { owner, repo, number } = requireSubject(
      services,
      request,
      repository,
    );
    const { body } = commentSchema.parse(request.body);
    const comment = issues.addComment({
      owner,
      repo,
      number,
      body,
      author: login,
    });
    announce('created', comment, login);
    const answer = commentJson(services, repository, comment);
    response.status(201).location(answer.url).json(answer);
  });

  router.get(one, (request, response) => {
    const repository = requireRepository(services, request);
    const comment = requireComment(request, repository);
    response.json(commentJson(services, repository, comment));
  });

  const requireOwn = (request: Request) => {
    const repository = requireWritable(services, request, 'read');
    const comment = requireComment(request, repository);
    const { author } = comment;
    const { login } = requireAuthorOr(
      services,
      request,
      repository,
      author,
      'write',
    );
    return { repository, comment, login };
  };

  router.patch(one, (request, response) => {
    const { repository, comment, login } = requireOwn(request);
    const updated = issues.putComment({
      ...comment,
      body: commentSchema.parse(request.body).body,
      updatedAt: new Date().toISOString(),
    });
    announce('edited', updated, login);
    response.json(commentJson(services, repository, updated));
  });

  router.delete(one, (request, response) => {
    const { comment, login } = requireOwn(request);
    issues.deleteComment(comment);
    announce('deleted', comment, login);
    response.status(204).end();
  });
  return router;
}
