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
import { FakeAzure } from './__testUtils__/FakeAzure';
import { ANNOTATIONS, NAME, PROJECT, REF } from './__testUtils__/fixtures';
import { integrations, start } from './__testUtils__/startSources';
import deliveryModuleAzureDevOps from './index';

// As long as `until` waits, and longer: a busy machine is no failure.
jest.setTimeout(30_000);

const SECRET = 'webhook-secret';

// The package loads its parts by dynamic import, which jest does not do without a flag; this is the part that verifies.
const { default: azureWebhook } = jest.requireActual<{
  default: BackendFeature;
}>(
  resolvePackagePath(
    '@backstage/plugin-events-backend-module-azure',
    'dist/service/eventsModuleAzureDevOpsWebhook.cjs.js',
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
      deliveryModuleAzureDevOps,
      logger.factory,
      mockServices.rootConfig.factory({ data: config }),
      ...features,
    ],
  });
  return { server, runs, findings, issuers, logger };
}

describe('deliveryModuleAzureDevOps', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  let azure: FakeAzure;
  let sink: RecordingSink;
  const services = new StaticServiceDirectory({
    name: NAME,
    annotations: ANNOTATIONS,
  });

  beforeEach(() => {
    azure = new FakeAzure();
    azure.addRepository(PROJECT, NAME);
    server.use(
      ...azure.handlers(),
      http.all(/^http:\/\/127\.0\.0\.1:/, () => passthrough()),
    );
    sink = new RecordingSink();
  });

  it('adds both sources, which observe services in Azure Repos only', async () => {
    const { runs, findings } = await startModule({ integrations });
    expect([...runs, ...findings].map(({ id, title }) => [id, title])).toEqual([
      ['azure-devops', 'Azure Pipelines'],
      ['azure-devops-scans', 'Azure DevOps scan artifacts'],
    ]);
    const [service] = await services.list();
    expect(runs[0].observes?.(service)).toBe(true);
    expect(runs[0].observes?.({ ...service, annotations: {} })).toBe(false);
  });

  it.each([{}, { integrations: { gitlab: [] } }])(
    'does nothing without an Azure integration: %j',
    async config => {
      const { runs, findings, logger } = await startModule(config);
      expect([...runs, ...findings]).toEqual([]);
      expect(logger.warn).not.toHaveBeenCalled();
      expect(logger.error).not.toHaveBeenCalled();
    },
  );

  it('asks nobody while no service is in Azure Repos', async () => {
    const { runs } = await startModule({ integrations });
    const { stop } = start(runs[0], new StaticServiceDirectory(), sink);
    await until(() => sink.confirmed.includes('all'));
    await stop();
    expect(azure.requests).toEqual([]);
  });

  it('refuses to poll without a pause', async () => {
    await expect(
      startModule({
        integrations,
        delivery: { azureDevOps: { pollSeconds: 0 } },
      }),
    ).rejects.toThrow(/delivery.azureDevOps.pollSeconds is 0/);
  });

  it('reads what a build reports at once, of the organizations that may report', async () => {
    const events = new TestEventsService();
    const { runs, issuers } = await startModule(
      {
        integrations,
        delivery: {
          azureDevOps: { pollSeconds: 3600, organizationIds: ['org-1'] },
        },
      },
      [eventsOf(events)],
    );
    expect(issuers).toEqual([
      {
        title: 'Azure Pipelines',
        issuer: 'https://vstoken.dev.azure.com/org-1',
        audience: 'api://AzureADTokenExchange',
      },
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
        prj_id: FakeAzure.PROJECT_ID,
        def_id: '3',
        run_id: '70',
      },
    });
    await until(() => sink.confirmed.includes(REF));
    await started.stop();
  });

  it('takes no reports unless an organization is named', async () => {
    const { issuers } = await startModule({ integrations });
    expect(issuers).toEqual([]);
  });

  describe('with service hooks', () => {
    const config = {
      integrations,
      delivery: { azureDevOps: { pollSeconds: 3600 } },
      events: { modules: { azureDevOps: { webhookSecret: SECRET } } },
    };
    const project = { project: { id: FakeAzure.PROJECT_ID } };
    // https://learn.microsoft.com/azure/devops/service-hooks/events
    const push = {
      eventType: 'git.push',
      publisherId: 'tfs',
      resource: { repository: { id: FakeAzure.REPOSITORY_ID, name: NAME } },
      resourceContainers: project,
    };

    async function deliver(events: TestEventsService, eventPayload: unknown) {
      const [subscriber] = events.subscribed.filter(({ topics }) =>
        topics.includes('azureDevOps'),
      );
      await subscriber.onEvent({ topic: 'azureDevOps', eventPayload });
    }

    async function observed() {
      const events = new TestEventsService();
      const { runs } = await startModule(config, [eventsOf(events)]);
      const started = start(runs[0], services, sink);
      await until(() => sink.confirmed.includes('all'));
      return { events, started };
    }

    it.each([
      ['a push', push],
      ['a pull request', { ...push, eventType: 'git.pullrequest.updated' }],
      [
        'the end of a build',
        {
          eventType: 'build.complete',
          resource: { id: 70, definition: { id: 3, name: NAME } },
          resourceContainers: project,
        },
      ],
      [
        'a stage that goes on',
        {
          eventType: 'ms.vss-pipelines.stage-state-changed-event',
          resource: { stage: { name: 'Image' }, pipeline: { id: 3 } },
          resourceContainers: project,
        },
      ],
    ])('looks at once on %s', async (_name, payload) => {
      const { events, started } = await observed();
      await deliver(events, payload);
      await until(() => sink.confirmed.length === 2);
      expect(sink.confirmed[1]).toBe(REF);
      await started.stop();
    });

    it.each([
      ['nothing', undefined],
      ['text', 'git.push'],
      ['no repository', { eventType: 'git.push', resource: {} }],
      [
        'an odd repository',
        { eventType: 'git.push', resource: { repository: { id: {} } } },
      ],
      ['another event', { ...push, eventType: 'workitem.created' }],
      [
        'a pipeline that nobody observes',
        {
          eventType: 'build.complete',
          resource: { definition: { id: 9 } },
          resourceContainers: project,
        },
      ],
    ])('survives a hook of %s', async (_name, payload) => {
      const { events, started } = await observed();
      const before = azure.requests.length;
      await deliver(events, payload);
      await started.stop();
      expect(azure.requests.length).toBe(before);
    });

    it('looks once however often a hook is sent', async () => {
      azure.addRepository('Billing', 'ledger', 'another-repository');
      const events = new TestEventsService();
      const { runs } = await startModule(config, [eventsOf(events)]);
      const both = new StaticServiceDirectory(
        { name: NAME, annotations: ANNOTATIONS },
        {
          name: 'ledger',
          annotations: {
            ...ANNOTATIONS,
            'dev.azure.com/project-repo': 'Billing/ledger',
            'dev.azure.com/build-definition': 'ledger',
          },
        },
      );
      const started = start(runs[0], both, sink);
      await until(() => sink.confirmed.includes('all'));
      await deliver(events, push);
      await until(() => sink.confirmed.includes(REF));
      const looks = azure.count(/Payments.*builds$/);
      for (let n = 0; n < 50; n += 1) {
        await deliver(events, push);
      }
      await deliver(events, {
        ...push,
        resource: { repository: { id: 'another-repository' } },
      });
      await until(() => sink.confirmed.includes('component:default/ledger'));
      expect(azure.count(/Payments.*builds$/)).toBe(looks);
      await started.stop();
    });

    it('hears of hooks with the right secret, and of no others', async () => {
      const { server: backend, runs } = await startModule(config, [
        eventsPlugin,
        azureWebhook,
        eventsOf(
          DefaultEventsService.create({
            logger: mockServices.logger.mock(),
            useEventBus: 'never',
          }),
        ),
      ]);
      const started = start(runs[0], services, sink);
      await until(() => sink.confirmed.includes('all'));
      const post = (secret: string | undefined) =>
        request(backend)
          .post('/api/events/http/azureDevOps')
          .set(secret ? { 'X-ADO-Webhook-Secret': secret } : {})
          .send(push);
      const before = azure.requests.length;
      expect((await post('wrong')).status).toBe(403);
      expect((await post(undefined)).status).toBe(403);
      expect(azure.requests.length).toBe(before);
      expect((await post(SECRET)).status).toBe(202);
      await until(() => azure.requests.length > before);
      await started.stop();
    });
  });
});
