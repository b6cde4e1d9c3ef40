import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
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
import { alertJson, instanceJson } from './alertJson';
import { alertState } from './deriveAlerts';
import { AlertRecord } from './records';

const decisionSchema = z
  .object({
    state: z.enum(['open', 'dismissed']),
    dismissed_reason: z
      .enum(['false positive', "won't fix", 'used in tests'])
      .nullish(),
    dismissed_comment: z.string().max(280).nullish(),
  })
  .refine(body => body.state === 'open' || body.dismissed_reason, {
    path: ['dismissed_reason'],
    message: 'A dismissed alert needs a reason',
  });

/** What scans of the default branch found, and what people decided about it. */
export function createAlertsRouter(services: ForgeServices): ExpressRouter {
  const { codeScanning, urls } = services;
  const router = Router();
  const base = '/repos/:owner/:repo/code-scanning/alerts';

  const requireAlert = (
    request: Request,
    { owner, name }: RepositoryRecord,
  ) => {
    const number = numberParameter(request, 'number');
    const alert = codeScanning.findAlert(owner, name, number);
    if (!alert) {
      throw ApiError.notFound();
    }
    return alert;
  };

  router.get(base, (request, response) => {
    const repository = requireRepository(services, request, 'write');
    const { owner, name } = repository;
    if (codeScanning.analyses(owner, name).length === 0) {
      throw new ApiError(404, 'no analysis found');
    }
    const matching = sorted(
      request,
      filtered(request, codeScanning.alerts(owner, name)),
    );
    response.json(
      paginate(request, response, matching, urls.base).map(alert =>
        alertJson(services, repository, alert, { withHelp: false }),
      ),
    );
  });

  router.get(`${base}/:number`, (request, response) => {
    const repository = requireRepository(services, request, 'write');
    const alert = requireAlert(request, repository);
    response.json(alertJson(services, repository, alert, { withHelp: true }));
  });

  router.get(`${base}/:number/instances`, (request, response) => {
    const repository = requireRepository(services, request, 'write');
    const alert = requireAlert(request, repository);
    const ref = queryText(request, 'ref');
    const instances = [alert]
      .filter(known => !ref || isOn(known, ref))
      .map(instanceJson);
    response.json(paginate(request, response, instances, urls.base));
  });

  router.patch(`${base}/:number`, (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const alert = requireAlert(request, repository);
    const body = decisionSchema.parse(request.body);
    const decided = codeScanning.decide(
      alert,
      body.dismissed_reason && body.state === 'dismissed'
        ? {
            by: login,
            at: new Date().toISOString(),
            reason: body.dismissed_reason,
            comment: body.dismissed_comment ?? undefined,
          }
        : undefined,
      login,
    );
    response.json(alertJson(services, repository, decided, { withHelp: true }));
  });
  return router;
}

function filtered(request: Request, alerts: AlertRecord[]): AlertRecord[] {
  const tool = queryText(request, 'tool_name');
  const guid = queryText(request, 'tool_guid');
  const state = queryText(request, 'state');
  const severity = queryText(request, 'severity');
  const ref = queryText(request, 'ref');
  return alerts.filter(
    alert =>
      (!tool || alert.toolName === tool) &&
      (!guid || alert.toolGuid === guid) &&
      (!ref || isOn(alert, ref)) &&
      hasState(alert, state) &&
      (!severity ||
        alert.observation.securitySeverity === severity ||
        alert.observation.severity === severity),
  );
}

function hasState(alert: AlertRecord, state: string | undefined): boolean {
  // GitHub's older word for all that is no longer open.
  return state === 'closed'
    ? alertState(alert) !== 'open'
    : !state || alertState(alert) === state;
}

function isOn(alert: AlertRecord, ref: string): boolean {
  return alert.ref === ref || alert.ref === `refs/heads/${ref}`;
}

/** Newest first unless asked otherwise. */
function sorted(request: Request, alerts: AlertRecord[]): AlertRecord[] {
  const byUpdate = queryText(request, 'sort') === 'updated';
  const dateOf = (alert: AlertRecord) =>
    byUpdate ? alert.updatedAt : alert.createdAt;
  const direction = queryText(request, 'direction') === 'asc' ? 1 : -1;
  return [...alerts].sort(
    (a, b) =>
      direction * (dateOf(a).localeCompare(dateOf(b)) || a.number - b.number),
  );
}
