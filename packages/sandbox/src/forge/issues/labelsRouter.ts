import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { RepositoryRecord } from '../repositories/records';
import { announceToWebhooks, IssueEvent } from '../webhooks/announceToWebhooks';
import { labelJson } from './issueJson';
import { isPullRequest, IssueSubject, requireSubject } from './IssueSubject';
import {
  issueLabelsSchema,
  labelChangeSchema,
  newLabelSchema,
} from './schemas';

/** Labels of a repository, and which an issue or pull request carries. */
export function createLabelsRouter(services: ForgeServices): ExpressRouter {
  const { issues, urls } = services;
  const router = Router();

  const requireLabel = (repository: RepositoryRecord, name: string) => {
    const label = issues.findLabel(repository.owner, repository.name, name);
    if (!label) {
      throw ApiError.notFound();
    }
    return label;
  };
  const requireFreeName = (repository: RepositoryRecord, name: string) => {
    if (issues.findLabel(repository.owner, repository.name, name)) {
      throw ApiError.invalid({
        resource: 'Label',
        field: 'name',
        code: 'already_exists',
      });
    }
  };

  router.get('/repos/:owner/:repo/labels', (request, response) => {
    const repository = requireRepository(services, request);
    const labels = issues.labels(repository.owner, repository.name);
    response.json(
      paginate(request, response, labels, urls.base).map(label =>
        labelJson(urls, repository, label),
      ),
    );
  });

  router.post('/repos/:owner/:repo/labels', (request, response) => {
    const repository = requireWritable(services, request, 'triage');
    const body = newLabelSchema.parse(request.body);
    requireFreeName(repository, body.name);
    const label = issues.putLabel({
      owner: repository.owner,
      repo: repository.name,
      name: body.name,
      ...(body.color ? { color: body.color } : {}),
      description: body.description ?? undefined,
    });
    const answer = labelJson(urls, repository, label);
    response.status(201).location(answer.url).json(answer);
  });

  router.get('/repos/:owner/:repo/labels/:name', (request, response) => {
    const repository = requireRepository(services, request);
    const label = requireLabel(repository, request.params.name);
    response.json(labelJson(urls, repository, label));
  });

  router.patch('/repos/:owner/:repo/labels/:name', (request, response) => {
    const repository = requireWritable(services, request, 'triage');
    const label = requireLabel(repository, request.params.name);
    const body = labelChangeSchema.parse(request.body);
    const name = body.new_name ?? label.name;
    if (name.toLowerCase() !== label.name.toLowerCase()) {
      requireFreeName(repository, name);
    }
    const updated = issues.updateLabel(label, {
      name,
      color: body.color ?? label.color,
      description:
        body.description === undefined
          ? label.description
          : body.description ?? undefined,
    });
    response.json(labelJson(urls, repository, updated));
  });

  router.delete('/repos/:owner/:repo/labels/:name', (request, response) => {
    const repository = requireWritable(services, request, 'triage');
    issues.deleteLabel(requireLabel(repository, request.params.name));
    response.status(204).end();
  });

  const ofIssue = '/repos/:owner/:repo/issues/:number(\\d+)/labels';

  const labelsJson = (repository: RepositoryRecord, subject: IssueSubject) =>
    issues
      .labelsOf(subject.owner, subject.repo, subject.number)
      .map(label => labelJson(urls, repository, label));

  router.get(ofIssue, (request, response) => {
    const repository = requireRepository(services, request);
    const subject = requireSubject(services, request, repository);
    const labels = labelsJson(repository, subject);
    response.json(paginate(request, response, labels, urls.base));
  });

  /** Registers a change of an issue's labels: from the names it carries and those given to the names it shall carry. */
  const change = (
    method: 'post' | 'put' | 'delete',
    path: string,
    action: Extract<IssueEvent['action'], 'labeled' | 'unlabeled'>,
    next: (
      present: string[],
      body: unknown,
      name: string | undefined,
    ) => string[],
    answersNothing = false,
  ) => {
    router[method](path, (request, response) => {
      const repository = requireWritable(services, request, 'triage');
      const subject = requireSubject(services, request, repository);
      const { login } = requireViewer(services, request);
      const { owner, repo, number } = subject;
      const present = issues
        .labelsOf(owner, repo, number)
        .map(label => label.name);
      const names = next(present, request.body, request.params.name);
      issues.setLabels(owner, repo, number, names);
      if (isPullRequest(subject)) {
        for (const label of difference(action, present, names)) {
          services.events.emitPullRequest({
            action,
            label,
            pullRequest: subject,
            sender: login,
            silent: false,
          });
        }
      } else {
        announceToWebhooks(services, {
          name: 'issues',
          event: { action, issue: subject, sender: login },
        });
      }
      if (answersNothing) {
        response.status(204).end();
        return;
      }
      response.json(labelsJson(repository, subject));
    });
  };

  change('post', ofIssue, 'labeled', (present, body) => [
    ...present,
    ...issueLabelsSchema.parse(body),
  ]);
  change('put', ofIssue, 'labeled', (_present, body) =>
    issueLabelsSchema.parse(body),
  );
  change('delete', ofIssue, 'unlabeled', () => [], true);
  change('delete', `${ofIssue}/:name`, 'unlabeled', (present, _body, name) => {
    const rest = present.filter(
      label => label.toLowerCase() !== name?.toLowerCase(),
    );
    if (rest.length === present.length) {
      throw new ApiError(404, 'Label does not exist');
    }
    return rest;
  });
  return router;
}

/** The labels that were given, or those that were taken away. */
function difference(
  action: 'labeled' | 'unlabeled',
  before: string[],
  after: string[],
): string[] {
  const [more, fewer] =
    action === 'labeled' ? [after, before] : [before, after];
  const known = new Set(fewer.map(name => name.toLowerCase()));
  return more.filter(name => !known.has(name.toLowerCase()));
}
