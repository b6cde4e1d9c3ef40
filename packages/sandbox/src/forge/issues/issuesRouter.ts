import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  queryText,
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { PullRequestRecord } from '../pulls/records';
import { RepositoryRecord } from '../repositories/records';
import { includesRole, roleOf } from '../repositories/roles';
import { announceToWebhooks, IssueEvent } from '../webhooks/announceToWebhooks';
import { issueJson } from './issueJson';
import { IssueRecord } from './Issues';
import {
  isPullRequest,
  IssueSubject,
  requireAuthorOr,
  requireSubject,
  subjectOf,
} from './IssueSubject';
import { assigneesSchema, issueChangeSchema, newIssueSchema } from './schemas';

/** Issues: list, open, read, change, assign. Pull requests are issues too. */
export function createIssuesRouter(services: ForgeServices): ExpressRouter {
  const { accounts, issues, pulls, urls } = services;
  const router = Router();

  const announce = (
    action: IssueEvent['action'],
    issue: IssueRecord,
    sender: string,
  ) =>
    announceToWebhooks(services, {
      name: 'issues',
      event: { action, issue, sender },
    });

  const withIssues = (repository: RepositoryRecord) => {
    if (!repository.hasIssues) {
      throw new ApiError(410, 'Issues are disabled for this repo');
    }
    return repository;
  };

  const requireAssignable = (repository: RepositoryRecord, logins: string[]) =>
    logins.map(login => {
      const account = accounts.find(login);
      const role =
        account?.kind === 'user' && roleOf(services, repository, account);
      if (!account || !role) {
        throw ApiError.invalid({
          resource: 'Issue',
          field: 'assignees',
          code: 'invalid',
          message: `${login} cannot be assigned to this issue`,
        });
      }
      return account.login;
    });

  router.get('/repos/:owner/:repo/issues', (request, response) => {
    const repository = withIssues(requireRepository(services, request));
    const { owner, name } = repository;
    const matching = [...issues.list(owner, name), ...pulls.list(owner, name)]
      .filter(matches(services, request))
      .sort(inOrder(request));
    response.json(
      paginate(request, response, matching, urls.base).map(subject =>
        issueJson(services, repository, subject),
      ),
    );
  });

  router.post('/repos/:owner/:repo/issues', (request, response) => {
    const repository = withIssues(requireWritable(services, request, 'read'));
    const viewer = requireViewer(services, request);
    const { owner, name } = repository;
    const body = newIssueSchema.parse(request.body);
    // GitHub drops silently what the caller may not decide.
    const mayTriage = includesRole(
      roleOf(services, repository, viewer),
      'triage',
    );
    const created = issues.create({
      owner,
      repo: name,
      title: body.title,
      body: body.body ?? undefined,
      author: viewer.login,
      assignees: mayTriage
        ? requireAssignable(repository, body.assignees ?? [])
        : [],
    });
    if (mayTriage) {
      issues.setLabels(owner, name, created.number, body.labels ?? []);
    }
    announce('opened', created, viewer.login);
    const answer = issueJson(services, repository, created);
    response.status(201).location(answer.url).json(answer);
  });

  router.get(
    '/repos/:owner/:repo/issues/:number(\\d+)',
    (request, response) => {
      const repository = requireRepository(services, request);
      const subject = requireSubject(services, request, repository);
      response.json(issueJson(services, repository, subject));
    },
  );

  router.patch(
    '/repos/:owner/:repo/issues/:number(\\d+)',
    (request, response) => {
      const repository = requireWritable(services, request, 'read');
      const subject = requireSubject(services, request, repository);
      const { login } = requireAuthorOr(
        services,
        request,
        repository,
        subject.author,
        'triage',
      );
      const body = issueChangeSchema.parse(request.body);
      const { owner, repo, number } = subject;
      const changes = {
        ...(body.title === undefined ? {} : { title: body.title }),
        ...(body.body === undefined ? {} : { body: body.body ?? undefined }),
        ...(body.state === undefined ? {} : { state: body.state }),
        ...(body.assignees === undefined
          ? {}
          : { assignees: requireAssignable(repository, body.assignees) }),
      };
      if (body.labels) {
        issues.setLabels(owner, repo, number, body.labels);
      }
      if (isPullRequest(subject)) {
        const updated = pulls.update(subject, changes, login);
        response.json(issueJson(services, repository, updated));
        return;
      }
      const updated = issues.update(subject, {
        ...changes,
        stateReason: body.state_reason ?? undefined,
      });
      announce(actionOf(subject, updated), updated, login);
      response.json(issueJson(services, repository, updated));
    },
  );

  const assign = (
    request: Request,
    next: (present: string[], given: string[]) => string[],
  ) => {
    const repository = requireWritable(services, request, 'triage');
    const subject = requireSubject(services, request, repository);
    const { login } = requireViewer(services, request);
    const given = assigneesSchema.parse(request.body).assignees;
    const assignees = next(subject.assignees ?? [], given);
    const known = requireAssignable(repository, assignees);
    if (isPullRequest(subject)) {
      pulls.update(subject, { assignees: known }, login);
    } else {
      const updated = issues.update(subject, { assignees: known });
      announce('assigned', updated, login);
    }
    const changed = subjectOf(services, repository, subject.number) ?? subject;
    return issueJson(services, repository, changed);
  };

  router.post(
    '/repos/:owner/:repo/issues/:number(\\d+)/assignees',
    (request, response) => {
      const union = (present: string[], given: string[]) => [
        ...new Set([...present, ...given]),
      ];
      response.status(201).json(assign(request, union));
    },
  );

  router.delete(
    '/repos/:owner/:repo/issues/:number(\\d+)/assignees',
    (request, response) => {
      const rest = (present: string[], given: string[]) =>
        present.filter(login => !given.includes(login));
      response.json(assign(request, rest));
    },
  );
  return router;
}

function actionOf(
  before: IssueRecord,
  after: IssueRecord,
): IssueEvent['action'] {
  if (before.state === after.state) {
    return 'edited';
  }
  return after.state === 'closed' ? 'closed' : 'reopened';
}

/** The filters of GitHub's list that concern what the forge keeps. */
function matches(services: ForgeServices, request: Request) {
  const state = queryText(request, 'state') ?? 'open';
  const labels = queryText(request, 'labels')?.toLowerCase().split(',') ?? [];
  const creator = queryText(request, 'creator');
  const assignee = queryText(request, 'assignee');
  const since = queryText(request, 'since');
  return (subject: IssueSubject) => {
    const { owner, repo, number } = subject;
    const carried = services.issues
      .labelsOf(owner, repo, number)
      .map(label => label.name.toLowerCase());
    return (
      (state === 'all' || subject.state === state) &&
      labels.every(label => carried.includes(label.trim())) &&
      (!creator || subject.author === creator) &&
      isAssignedTo(subject, assignee) &&
      (!since || Date.parse(subject.updatedAt) >= Date.parse(since))
    );
  };
}

function isAssignedTo(
  subject: IssueRecord | PullRequestRecord,
  assignee: string | undefined,
): boolean {
  const assignees = subject.assignees ?? [];
  switch (assignee) {
    case undefined:
      return true;
    case 'none':
      return assignees.length === 0;
    case '*':
      return assignees.length > 0;
    default:
      return assignees.includes(assignee);
  }
}

/** The newest first, unless asked otherwise. */
function inOrder(request: Request) {
  const sort = queryText(request, 'sort');
  const sign = queryText(request, 'direction') === 'asc' ? 1 : -1;
  const keyOf = (subject: IssueSubject) =>
    sort === 'updated' ? subject.updatedAt : subject.createdAt;
  return (one: IssueSubject, other: IssueSubject) =>
    sign *
    (keyOf(one).localeCompare(keyOf(other)) || one.number - other.number);
}
