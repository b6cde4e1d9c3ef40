import { createHmac } from 'crypto';
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
  EventParams,
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
import { FakeGithub } from './__testUtils__/FakeGithub';
import { start } from './__testUtils__/startSources';
import deliveryModuleGithub from './index';

const SLUG = 'acme/checkout-api';
const SECRET = 'webhook-secret';

const config = {
  integrations: {
    github: [
      {
        host: FakeGithub.HOST,
        apiBaseUrl: FakeGithub.API,
        token: 'secret-token',
      },
    ],
  },
  events: {
    modules: { github: { webhookSecret: SECRET } },
  },
};

// The package loads its parts by dynamic import, which jest does not do without a flag; this is the part that verifies.
const { default: githubWebhook } = jest.requireActual<{
  default: BackendFeature;
}>(
  resolvePackagePath(
    '@backstage/plugin-events-backend-module-github',
    'dist/service/eventsModuleGithubWebhook.cjs.js',
  ),
);

function eventsOf(events: EventsService) {
  return createServiceFactory({
    service: eventsServiceRef,
    deps: {},
    factory: () => events,
  });
}

/** Hands an event to those who subscribed to its topic, as the events service does. */
async function deliver(events: TestEventsService, params: EventParams) {
  const subscribers = events.subscribed.filter(({ topics }) =>
    topics.includes(params.topic),
  );
  expect(subscribers).toHaveLength(1);
  await subscribers[0].onEvent(params);
}

async function startModule(
  delivery: object = {},
  features: BackendFeature[] = [],
  integrations: object = config.integrations,
) {
  const runs: PipelineRunSource[] = [];
  const findings: FindingSource[] = [];
  const issuers: ReportIssuer[] = [];
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
      deliveryModuleGithub,
      mockServices.rootConfig.factory({
        data: { ...config, integrations, delivery },
      }),
      ...features,
    ],
  });
  return { server, runs, findings, issuers };
}

// As long as `until` waits, and longer: a busy machine is no failure.
jest.setTimeout(30_000);

describe('deliveryModuleGithub', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let github: FakeGithub;
  let sink: RecordingSink;
  const services = new StaticServiceDirectory({
    name: 'checkout-api',
    annotations: { 'github.com/project-slug': SLUG },
  });

  beforeEach(() => {
    github = new FakeGithub();
    github.addRepository(SLUG);
    server.use(
      ...github.handlers(),
      http.all(/^http:\/\/127\.0\.0\.1:/, () => passthrough()),
    );
    sink = new RecordingSink();
  });

  it('adds both sources', async () => {
    const { runs, findings } = await startModule();
    expect([...runs, ...findings].map(({ id, title }) => [id, title])).toEqual([
      ['github', 'GitHub Actions'],
      ['github-code-scanning', 'GitHub code scanning'],
    ]);
  });

  it('refuses to poll without a pause', async () => {
    await expect(startModule({ github: { pollSeconds: 0 } })).rejects.toThrow(
      /delivery.github.pollSeconds is 0/,
    );
  });

  it.each([
    ['github.push', {}],
    ['github.workflow_job', {}],
    ['github', { 'x-github-event': 'workflow_run' }],
  ])('looks at once on an event of topic %s', async (topic, metadata) => {
    const events = new TestEventsService();
    const { runs } = await startModule({ github: { pollSeconds: 3600 } }, [
      eventsOf(events),
    ]);
    const started = start(runs[0], services, sink);
    await until(() => sink.confirmed.includes('all'));
    await deliver(events, {
      topic,
      metadata,
      eventPayload: { repository: { full_name: 'Acme/checkout-api' } },
    });
    await until(() => sink.confirmed.length === 2);
    expect(sink.confirmed[1]).toBe('component:default/checkout-api');
    await started.stop();
  });

  it.each([
    ['nothing', undefined],
    ['text', 'repository'],
    ['no repository', { action: 'completed' }],
    ['an odd repository', { repository: { full_name: { $gt: '' } } }],
    ['another event', { repository: { full_name: SLUG } }, 'star'],
    [
      'an event named like a property of every object',
      { repository: { full_name: SLUG } },
      'constructor',
    ],
  ])(
    'survives a webhook of %s',
    async (_name, eventPayload, event = 'push') => {
      const events = new TestEventsService();
      const { runs } = await startModule({ github: { pollSeconds: 3600 } }, [
        eventsOf(events),
      ]);
      const started = start(runs[0], services, sink);
      await until(() => sink.confirmed.includes('all'));
      const before = github.requests.length;
      await deliver(events, {
        topic: 'github',
        metadata: { 'x-github-event': event },
        eventPayload,
      });
      await deliver(events, {
        topic: 'github.push',
        eventPayload: { repository: { full_name: 'acme/other' } },
      });
      await started.stop();
      expect(github.requests.length).toBe(before);
    },
  );

  it('knows who signs the tokens of runs, for the hosts that are configured', async () => {
    const { issuers } = await startModule({}, [], {
      github: [
        { host: 'github.com', token: 'secret-token' },
        { host: 'acme.ghe.com', apiBaseUrl: 'https://api.acme.ghe.com' },
        ...config.integrations.github,
      ],
    });
    expect(issuers.map(({ issuer }) => issuer)).toEqual([
      'https://token.actions.githubusercontent.com',
      'https://token.actions.acme.ghe.com',
      `${new URL(FakeGithub.API).origin}/_services/token`,
    ]);
  });

  it('reads what a run reports at once, and once', async () => {
    const events = new TestEventsService();
    const { runs, findings, issuers } = await startModule(
      { github: { pollSeconds: 3600 } },
      [eventsOf(events)],
    );
    const scans = new RecordingSink();
    const started = [
      start(runs[0], services, sink),
      start(findings[0], services, scans),
    ];
    const report = (claims: object) => {
      const eventPayload = { iss: issuers[0].issuer, ...claims };
      return deliver(events, {
        topic: REPORTS_TOPIC,
        metadata: { jti: 'a' },
        eventPayload,
      });
    };
    await until(() => sink.confirmed.includes('all'));
    await until(() => scans.confirmed.includes('all'));
    await report({ iss: 'https://elsewhere.example', repository: SLUG });
    await report({ repository: 'Acme/checkout-api', run_id: '7' });
    await until(() => sink.confirmed.length === 2);
    await until(() => scans.confirmed.length === 2);
    const looks = github.requests.length;
    await report({ repository: 'Acme/checkout-api', run_id: '7' });
    await Promise.all(started.map(each => each.stop()));
    expect(github.requests.length).toBe(looks);
  });

  it('says what a token lacks that it cannot use', async () => {
    const events = new TestEventsService();
    const logger = mockServices.logger.mock();
    const { issuers } = await startModule({}, [
      eventsOf(events),
      logger.factory,
    ]);
    await deliver(events, {
      topic: REPORTS_TOPIC,
      eventPayload: { iss: issuers[0].issuer, repository: SLUG },
    });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/token of GitHub does not say .*run_id/s),
    );
  });

  it('says what a webhook lacks that it cannot use', async () => {
    const events = new TestEventsService();
    const logger = mockServices.logger.mock();
    await startModule({}, [eventsOf(events), logger.factory]);
    await deliver(events, {
      topic: 'github.push',
      eventPayload: { repository: 'acme/checkout-api' },
    });
    expect(logger.warn).toHaveBeenCalledWith(
      "A GitHub webhook 'push' was ignored: 'repository.full_name' is missing; send GitHub's own payload with content type application/json",
    );
  });

  it('looks once when a delivery is sent again', async () => {
    github.addRepository('acme/catalogue');
    const events = new TestEventsService();
    const { runs } = await startModule({ github: { pollSeconds: 3600 } }, [
      eventsOf(events),
    ]);
    const both = new StaticServiceDirectory(
      ...['checkout-api', 'catalogue'].map(name => ({
        name,
        annotations: { 'github.com/project-slug': `acme/${name}` },
      })),
    );
    const started = start(runs[0], both, sink);
    const send = (id: string, name: string) =>
      deliver(events, {
        topic: 'github.push',
        metadata: { 'x-github-delivery': id },
        eventPayload: { repository: { full_name: `acme/${name}` } },
      });
    await until(() => sink.confirmed.includes('all'));
    await send('one', 'checkout-api');
    await until(() =>
      sink.confirmed.includes('component:default/checkout-api'),
    );
    const looks = github.count(/acme\/checkout-api/);
    await send('one', 'checkout-api');
    await send('two', 'catalogue');
    await until(() => sink.confirmed.includes('component:default/catalogue'));
    expect(github.count(/acme\/checkout-api/)).toBe(looks);
    await started.stop();
  });

  it('hears of webhooks with the right signature, and of no others', async () => {
    const { server: backend, runs } = await startModule(
      { github: { pollSeconds: 3600 } },
      [
        eventsPlugin,
        githubWebhook,
        eventsOf(
          DefaultEventsService.create({
            logger: mockServices.logger.mock(),
            useEventBus: 'never',
          }),
        ),
      ],
    );
    const started = start(runs[0], services, sink);
    await until(() => sink.confirmed.includes('all'));
    const body = JSON.stringify({ repository: { full_name: SLUG } });
    const post = (secret: string | undefined) => {
      const signature =
        secret &&
        `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
      return request(backend)
        .post('/api/events/http/github')
        .set('Content-Type', 'application/json')
        .set('X-GitHub-Event', 'push')
        .set(signature ? { 'X-Hub-Signature-256': signature } : {})
        .send(body);
    };
    const before = github.requests.length;
    expect((await post('wrong')).status).toBe(403);
    expect((await post(undefined)).status).toBe(403);
    expect(github.requests.length).toBe(before);
    expect((await post(SECRET)).status).toBe(202);
    await until(() => github.requests.length > before);
    await started.stop();
  });
});
