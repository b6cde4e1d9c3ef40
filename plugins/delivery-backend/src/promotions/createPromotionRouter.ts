import {
  AuditorService,
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  approvalsQuerySchema,
  decisionRequestSchema,
  promotionRequestSchema,
  reasonRequestSchema,
  serviceRefOf,
} from '@fairway/backstage-plugin-delivery-common';
import express, { Request } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ApprovalsInbox } from './ApprovalsInbox';
import { EnvironmentGuard } from './EnvironmentGuard';
import { PromotionDecisions } from './PromotionDecisions';
import { Actor, PromotionPresenter } from './PromotionPresenter';
import { PromotionRequests } from './PromotionRequests';

const previewQuerySchema = z.object({
  environment: z.string().min(1).max(63),
  releaseId: z.string().min(1).max(200).optional(),
  kind: z.enum(['promote', 'rollback']).default('promote'),
});

/** The routes of promotions, approvals, holds and vetoes, below `/v1`. */
export function createPromotionRouter(options: {
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  requests: PromotionRequests;
  decisions: PromotionDecisions;
  presenter: PromotionPresenter;
  guard: EnvironmentGuard;
  inbox: ApprovalsInbox;
}): express.Router {
  const { httpAuth, auditor, requests, decisions, presenter, guard, inbox } =
    options;
  const router = Router();
  router.use(express.json({ limit: '64kb' }));

  const actorOf = async (request: Request): Promise<Actor> => {
    const credentials: BackstageCredentials<BackstageUserPrincipal> =
      await httpAuth.credentials(request, { allow: ['user'] });
    return presenter.actor(credentials);
  };

  /** Every write leaves an event in the audit log, also one that was refused. */
  const audited = async <T>(
    request: Request,
    eventId: string,
    act: (actor: Actor) => Promise<T>,
  ): Promise<T> => {
    const event = await auditor.createEvent({
      eventId,
      severityLevel: 'medium',
      request,
      meta: { ...request.params },
    });
    try {
      const result = await act(await actorOf(request));
      await event.success();
      return result;
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  };

  router.get(
    '/services/:namespace/:name/promotion-preview',
    async (request, response) => {
      const query = parse(previewQuerySchema, request.query);
      const actor = await actorOf(request);
      response.json(await requests.preview(refOf(request), query, actor));
    },
  );
  router.post(
    '/services/:namespace/:name/promotions',
    async (request, response) => {
      const promotion = await audited(request, 'promotion-request', actor =>
        requests.request(
          refOf(request),
          parse(promotionRequestSchema, request.body),
          actor,
        ),
      );
      response.status(201).json(promotion);
    },
  );
  router.get('/promotions/:id', async (request, response) => {
    const actor = await actorOf(request);
    response.json(await decisions.get(request.params.id, actor));
  });
  router.get('/approvals', async (request, response) => {
    const query = parse(approvalsQuerySchema, request.query);
    response.json(await inbox.page(query, await actorOf(request)));
  });
  router.post('/promotions/:id/decision', async (request, response) => {
    const promotion = await audited(request, 'promotion-decision', actor =>
      decisions.decide(
        request.params.id,
        parse(decisionRequestSchema, request.body),
        actor,
      ),
    );
    response.json(promotion);
  });
  router.post('/promotions/:id/cancel', async (request, response) => {
    const promotion = await audited(request, 'promotion-cancel', actor =>
      decisions.cancel(request.params.id, reasonOf(request), actor),
    );
    response.json(promotion);
  });
  router.post(
    '/services/:namespace/:name/environments/:environment/hold',
    async (request, response) => {
      const { environment } = request.params;
      const hold = await audited(request, 'environment-hold', actor =>
        guard.hold(refOf(request), environment, reasonOf(request), actor),
      );
      response.status(201).json(hold);
    },
  );
  router.post(
    '/services/:namespace/:name/environments/:environment/hold/release',
    async (request, response) => {
      const { environment } = request.params;
      await audited(request, 'environment-hold-release', actor =>
        guard.releaseHold(
          refOf(request),
          environment,
          reasonOf(request),
          actor,
        ),
      );
      response.status(204).end();
    },
  );
  router.post(
    '/services/:namespace/:name/releases/:releaseId/veto',
    async (request, response) => {
      const { releaseId } = request.params;
      const release = await audited(request, 'release-veto', actor =>
        guard.veto(refOf(request), releaseId, reasonOf(request), actor),
      );
      response.json(release);
    },
  );
  router.post(
    '/services/:namespace/:name/releases/:releaseId/veto/withdraw',
    async (request, response) => {
      const { releaseId } = request.params;
      const release = await audited(request, 'release-veto-withdraw', actor =>
        guard.withdrawVeto(refOf(request), releaseId, reasonOf(request), actor),
      );
      response.json(release);
    },
  );
  return router;
}

function refOf(request: Request): string {
  const { namespace, name } = request.params;
  return serviceRefOf({ namespace, name });
}

function reasonOf(request: Request): string {
  return parse(reasonRequestSchema, request.body).reason;
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value ?? {});
  if (!result.success) {
    throw new InputError(
      result.error.issues
        .map(issue => `${issue.path.join('.') || 'body'}: ${issue.message}`)
        .join('; '),
    );
  }
  return result.data;
}
