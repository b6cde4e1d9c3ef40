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
} from '../http/requests';
import { createDeliveriesRoutes } from './deliveriesRoutes';
import { testPushPayload } from './webhookPayloads';
import { webhookConfigJson, webhookJson, webhookUrl } from './webhookJson';
import { WebhookRecord, WHOLE_ORGANIZATION } from './WebhookStore';

const configSchema = z.object({
  url: z.string().max(2048).optional(),
  content_type: z.enum(['json', 'form']).optional(),
  secret: z.string().max(1024).optional(),
  insecure_ssl: z
    .union([z.enum(['0', '1']), z.literal(0), z.literal(1)])
    .transform(value => (String(value) === '1' ? '1' : '0'))
    .optional(),
});

const events = z.array(z.string().min(1).max(100)).max(100);

const creationSchema = z.object({
  name: z.literal('web').optional(),
  config: configSchema,
  events: events.optional(),
  active: z.boolean().optional(),
});

const changeSchema = z.object({
  config: configSchema.optional(),
  events: events.optional(),
  add_events: events.optional(),
  remove_events: events.optional(),
  active: z.boolean().optional(),
});

/** Webhooks of repositories and organisations: for those who administer them. */
export function createWebhooksRouter(services: ForgeServices): ExpressRouter {
  const router = Router();
  addRoutes(router, services, '/repos/:owner/:repo/hooks', request => {
    const { owner, name } = requireRepository(services, request, 'admin');
    return { owner, repo: name };
  });
  addRoutes(router, services, '/orgs/:org/hooks', request => {
    const viewer = requireViewer(services, request);
    const account = services.accounts.find(request.params.org);
    if (account?.kind !== 'organization' || !viewer.admin) {
      throw ApiError.notFound();
    }
    return { owner: account.login, repo: WHOLE_ORGANIZATION };
  });
  return router;
}

function addRoutes(
  router: ExpressRouter,
  services: ForgeServices,
  path: string,
  requireAdmin: (request: Request) => { owner: string; repo: string },
): void {
  const { urls, webhooks, webhookSender } = services;
  const one = `${path}/:id(\\d+)`;

  const requireHook = (request: Request) => {
    const { owner, repo } = requireAdmin(request);
    const hook = webhooks.find(owner, repo, numberParameter(request, 'id'));
    if (!hook) {
      throw ApiError.notFound();
    }
    return hook;
  };
  const ping = (hook: WebhookRecord, sender: string) =>
    webhookSender.sendOnly(hook, {
      name: 'ping',
      owner: hook.owner,
      repo: hook.repo,
      payload: async () => ({
        zen: 'Keep it logically awesome.',
        hook_id: hook.id,
        hook: webhookJson(urls, hook),
        sender: { login: sender },
      }),
    });

  router.get(path, (request, response) => {
    const { owner, repo } = requireAdmin(request);
    const hooks = webhooks.list(owner, repo);
    response.json(
      paginate(request, response, hooks, urls.base).map(hook =>
        webhookJson(urls, hook),
      ),
    );
  });

  router.post(path, (request, response) => {
    const { owner, repo } = requireAdmin(request);
    const { login } = requireViewer(services, request);
    const { config, ...body } = creationSchema.parse(request.body);
    const url = requireUrl(config.url);
    const contentType = config.content_type ?? 'form';
    if (
      webhooks
        .list(owner, repo)
        .some(hook => hook.url === url && hook.contentType === contentType)
    ) {
      throw invalid('custom', 'Hook already exists on this repository');
    }
    const hook = webhooks.create({
      owner,
      repo,
      url,
      contentType,
      secret: config.secret,
      insecureSsl: config.insecure_ssl ?? '0',
      events: body.events ?? ['push'],
      active: body.active ?? true,
    });
    ping(hook, login);
    response
      .status(201)
      .location(webhookUrl(urls, hook))
      .json(webhookJson(urls, hook));
  });

  router.get(one, (request, response) => {
    response.json(webhookJson(urls, requireHook(request)));
  });

  const change = (
    hook: WebhookRecord,
    config: z.infer<typeof configSchema>,
    rest: Partial<Pick<WebhookRecord, 'events' | 'active'>> = {},
  ) =>
    webhooks.put({
      ...hook,
      url: config.url === undefined ? hook.url : requireUrl(config.url),
      contentType: config.content_type ?? hook.contentType,
      secret: config.secret ?? hook.secret,
      insecureSsl: config.insecure_ssl ?? hook.insecureSsl,
      ...rest,
      updatedAt: new Date().toISOString(),
    });

  router.patch(one, (request, response) => {
    const hook = requireHook(request);
    const body = changeSchema.parse(request.body);
    const added = [...(body.events ?? hook.events), ...(body.add_events ?? [])];
    const removed = body.remove_events ?? [];
    // A configuration replaces the old one: what it leaves out, also the secret, is gone.
    const base: WebhookRecord = body.config
      ? { ...hook, secret: undefined, contentType: 'form', insecureSsl: '0' }
      : hook;
    const updated = change(base, body.config ?? {}, {
      events: [...new Set(added)].filter(event => !removed.includes(event)),
      active: body.active ?? hook.active,
    });
    response.json(webhookJson(urls, updated));
  });

  router.delete(one, (request, response) => {
    webhooks.delete(requireHook(request));
    response.status(204).end();
  });

  router.get(`${one}/config`, (request, response) => {
    response.json(webhookConfigJson(requireHook(request)));
  });

  router.patch(`${one}/config`, (request, response) => {
    const hook = requireHook(request);
    const updated = change(hook, configSchema.parse(request.body));
    response.json(webhookConfigJson(updated));
  });

  router.post(`${one}/pings`, (request, response) => {
    const hook = requireHook(request);
    ping(hook, requireViewer(services, request).login);
    response.status(204).end();
  });

  // Only repositories have something to push.
  if (path.startsWith('/repos/')) {
    router.post(`${one}/tests`, (request, response) => {
      const hook = requireHook(request);
      const repository = requireRepository(services, request, 'admin');
      const { login } = requireViewer(services, request);
      if (hook.events.includes('push') || hook.events.includes('*')) {
        webhookSender.sendOnly(hook, {
          name: 'push',
          owner: hook.owner,
          repo: hook.repo,
          repositoryId: repository.id,
          payload: () => testPushPayload(services, repository, login),
        });
      }
      response.status(204).end();
    });
  }

  createDeliveriesRoutes(router, services, one, requireHook);
}

function requireUrl(url: string | undefined): string {
  if (url === undefined || url === '') {
    throw invalid('custom', 'url cannot be blank');
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw invalid(
      'custom',
      `url is not supported because it is not an HTTP address`,
    );
  }
  return url;
}

function invalid(code: 'custom', message: string): ApiError {
  return ApiError.invalid({ resource: 'Hook', code, message });
}
