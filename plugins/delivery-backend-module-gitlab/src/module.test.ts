import {
  BackendFeature,
  createBackendPlugin,
  createServiceFactory,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  registerMswTestHooks,
  startTestBackend,
} from '@backstage/backend-test-utils';
import eventsPlugin from '@backstage/plugin-events-backend';
import { TestEventsService } from '@backstage/plugin-events-backend-test-utils';
import {
  DefaultEventsService,
  EventsService,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import {
  FindingSource,
  PipelineRunSource,
  REPORTS_TOPIC,
  ReportIssuer,
  deliveryFindingSourcesExtensionPoint,
  deliveryPipelineRunSourcesExtensionPoint,
  deliveryReportIssuersExtensionPoint,
} from '@fairway/backstage-plugin-delivery-node';
import {
  RecordingSink,
  StaticServiceDirectory,
  until,
} from '@fairway/backstage-plugin-delivery-node/testUtils';
import { http, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import request from 'supertest';
import { FakeGitlab } from './__testUtils__/FakeGitlab';
import { REF, SLUG } from './__testUtils__/fixtures';
import { integrations, start } from './__testUtils__/startSources';
import deliveryModuleGitlab from './index';

const SECRET = 'webhook-secret';

// The package loads its parts by dynamic import, which jest does not do without a flag; this is the part that verifies.
const { default: gitlabWebhook } = jest.requireActual<{
  default: BackendFeature;
}>(
  resolvePackagePath(
    '@backstage/plugin-events-backend-module-gitlab',
    'dist/service/eventsModuleGitlabWebhook.cjs.js',
  ),
);

function eventsOf(events: EventsService) {
  return createServiceFactory({
    service: eventsServiceRef,
    deps: {},
    factory: () => events,
  });
}

async function startModule(config: object, features: BackendFeature[] = []) {
  const runs: PipelineRunSource[] = [];
  const findings: FindingSource[] = [];
  const issuers: ReportIssuer[] = [];
  const logger = mockServices.logger.mock();
  const { server } = await startTestBackend({
    features: [
      createBackendPlugin({
        pluginId: 'delivery',
        register(env) {
          env.registerExtensionPoint(deliveryPipelineRunSourcesExtensionPoint, {
            addPipelineRunSource: (...added) => runs.push(...added),
          });
          env.registerExtensionPoint(deliveryFindingSourcesExtensionPoint, {
            addFindingSource: (...added) => findings.push(...added),
          });
          env.registerExtensionPoint(deliveryReportIssuersExtensionPoint, {
            addReportIssuer: (...added) => issuers.push(...added),
          });
          env.registerInit({ deps: {}, async init() {} });
        },
      }),
      deliveryModuleGitlab,
      logger.factory,
      mockServices.rootConfig.factory({ data: config }),
      ...features,
    ],
  });
  return { server, runs, findings, issuers, logger };
}

// As long as `until` waits, and longer: a busy machine is no failure.
jest.setTimeout(30_000);

describe('deliveryModuleGitlab', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let gitlab: FakeGitlab;
  let sink: RecordingSink;
  const services = new StaticServiceDirectory({
    name: 'checkout-api',
    annotations: { 'gitlab.com/project-slug': SLUG },
  });

  beforeEach(() => {
    gitlab = new FakeGitlab();
    gitlab.addProject(SLUG);
    server.use(
      ...gitlab.handlers(),
      http.all(/^http:\/\/127\.0\.0\.1:/, () => passthrough()),
    );
    sink = new RecordingSink();
  });

  it('adds both sources, which observe services on GitLab only', async () => {
    const { runs, findings } = await startModule({ integrations });
    expect([...runs, ...findings].map(({ id, title }) => [id, title])).toEqual([
      ['gitlab', 'GitLab CI'],
      ['gitlab-scans', 'GitLab scan artifacts'],
    ]);
    const [service] = await services.list();
    expect(runs[0].observes?.(service)).toBe(true);
    expect(
      runs[0].observes?.({
        ...service,
        annotations: { 'github.com/project-slug': SLUG },
      }),
    ).toBe(false);
  });

  it.each([{}, { integrations: { github: [{ host: 'github.com' }] } }])(
    'does nothing without a GitLab integration: %j',
    async config => {
      const { runs, findings, logger } = await startModule(config);
      expect([...runs, ...findings]).toEqual([]);
      expect(logger.warn).not.toHaveBeenCalled();
      expect(logger.error).not.toHaveBeenCalled();
    },
  );

  it('asks nobody while no service is on GitLab', async () => {
    const { runs } = await startModule({ integrations });
    const { stop } = start(runs[0], new StaticServiceDirectory(), sink);
    await until(() => sink.confirmed.includes('all'));
    await stop();
    expect(gitlab.requests).toEqual([]);
  });

  it('refuses to poll without a pause', async () => {
    await expect(
      startModule({ integrations, delivery: { gitlab: { pollSeconds: 0 } } }),
    ).rejects.toThrow(/delivery.gitlab.pollSeconds is 0/);
  });

  it('reads what a pipeline reports at once', async () => {
    const events = new TestEventsService();
    const { runs, issuers } = await startModule(
      { integrations, delivery: { gitlab: { pollSeconds: 3600 } } },
      [eventsOf(events)],
    );
    expect(issuers.map(({ issuer }) => issuer)).toEqual([
      `https://${FakeGitlab.HOST}`,
    ]);
    const started = start(runs[0], services, sink);
    await until(() => sink.confirmed.includes('all'));
    const [subscriber] = events.subscribed.filter(({ topics }) =>
      topics.includes(REPORTS_TOPIC),
    );
    await subscriber.onEvent({
      topic: REPORTS_TOPIC,
      eventPayload: {
        iss: issuers[0].issuer,
        project_path: SLUG,
        pipeline_id: '70',
      },
    });
    await until(() => sink.confirmed.includes(REF));
    await started.stop();
  });

  describe('with webhooks', () => {
    const config = {
      integrations,
      delivery: { gitlab: { pollSeconds: 3600 } },
      events: { modules: { gitlab: { webhookSecret: SECRET } } },
    };
    // https://docs.gitlab.com/user/project/integrations/webhook_events/
    const event = (
      kind: string,
      path: unknown = 'Acme/Payments/checkout-api',
    ) => ({
      object_kind: kind,
      project: { id: 7, path_with_namespace: path },
    });

    async function deliver(
      events: TestEventsService,
      eventPayload: unknown,
      metadata?: Record<string, string>,
    ) {
      const [subscriber] = events.subscribed.filter(({ topics }) =>
        topics.includes('gitlab'),
      );
      await subscriber.onEvent({ topic: 'gitlab', eventPayload, metadata });
    }

    it.each(['push', 'pipeline', 'build', 'merge_request'])(
      'looks at once on an event %s',
      async kind => {
        const events = new TestEventsService();
        const { runs } = await startModule(config, [eventsOf(events)]);
        const started = start(runs[0], services, sink);
        await until(() => sink.confirmed.includes('all'));
        await deliver(events, event(kind));
        await until(() => sink.confirmed.length === 2);
        expect(sink.confirmed[1]).toBe(REF);
        await started.stop();
      },
    );

    it.each([
      ['nothing', undefined],
      ['text', 'push'],
      ['no project', { object_kind: 'push' }],
      ['an odd project', event('push', { $gt: '' })],
      ['another kind', event('wiki_page')],
      ['a kind named like a property of every object', event('constructor')],
      ['a project that nobody observes', event('push', 'acme/other')],
    ])('survives a webhook of %s', async (_name, payload) => {
      const events = new TestEventsService();
      const { runs } = await startModule(config, [eventsOf(events)]);
      const started = start(runs[0], services, sink);
      await until(() => sink.confirmed.includes('all'));
      const before = gitlab.requests.length;
      await deliver(events, payload);
      await started.stop();
      expect(gitlab.requests.length).toBe(before);
    });

    it('hears of webhooks with the right token, and of no others', async () => {
      const { server: backend, runs } = await startModule(config, [
        eventsPlugin,
        gitlabWebhook,
        eventsOf(
          DefaultEventsService.create({
            logger: mockServices.logger.mock(),
            useEventBus: 'never',
          }),
        ),
      ]);
      const started = start(runs[0], services, sink);
      await until(() => sink.confirmed.includes('all'));
      const post = (token: string | undefined) =>
        request(backend)
          .post('/api/events/http/gitlab')
          .set('X-Gitlab-Event', 'Push Hook')
          .set(token ? { 'X-Gitlab-Token': token } : {})
          .send(event('push', SLUG));
      const before = gitlab.requests.length;
      expect((await post('wrong')).status).toBe(403);
      expect((await post(undefined)).status).toBe(403);
      expect(gitlab.requests.length).toBe(before);
      expect((await post(SECRET)).status).toBe(202);
      await until(() => gitlab.requests.length > before);
      await started.stop();
    });
  });
});
