import {
  mockServices,
  registerMswTestHooks,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import deliveryPlugin from '@fairway/backstage-plugin-delivery-backend';
import azureDevOps from '@fairway/backstage-plugin-delivery-backend-module-azure-devops';
import github from '@fairway/backstage-plugin-delivery-backend-module-github';
import gitlab from '@fairway/backstage-plugin-delivery-backend-module-gitlab';
import { serviceViewSchema } from '@fairway/backstage-plugin-delivery-common';
import { until } from '@fairway/backstage-plugin-delivery-node/testUtils';
import { http, HttpResponse, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import request from 'supertest';

jest.setTimeout(60_000);

const SHA = 'a'.repeat(40);
const AT = '2026-11-23T09:00:00.000Z';
const GITLAB = 'https://gitlab.example.com/api/v4/projects/acme%2Fledger';
const AZURE = 'https://dev.azure.com/acme/Payments/_apis';

function component(name: string, annotations: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { 'fairway.dev/pipeline': 'standard', ...annotations },
    },
    spec: { type: 'service', owner: 'payments' },
  };
}

const entities = [
  component('ledger', { 'gitlab.com/project-slug': 'acme/ledger' }),
  component('checkout-api', {
    'dev.azure.com/host-org': 'dev.azure.com/acme',
    'dev.azure.com/project-repo': 'Payments/checkout-api',
  }),
  component('alone', {}),
];

/** Shaped after https://docs.gitlab.com/api/pipelines/ and https://docs.gitlab.com/api/jobs/ */
const pipeline = {
  id: 70,
  status: 'failed',
  source: 'push',
  ref: 'main',
  sha: SHA,
  web_url: 'https://gitlab.example.com/acme/ledger/-/pipelines/70',
  created_at: AT,
  updated_at: AT,
  user: { username: 'ada' },
};
const job = {
  id: 100,
  name: 'tests',
  stage: 'quality',
  status: 'failed',
  allow_failure: false,
  web_url: 'https://gitlab.example.com/acme/ledger/-/jobs/100',
  commit: { title: 'Add accounts' },
  artifacts: [],
};

/** Shaped after https://learn.microsoft.com/rest/api/azure/devops/build/ */
const build = {
  id: 9,
  status: 'completed',
  result: 'succeeded',
  reason: 'individualCI',
  queueTime: AT,
  startTime: AT,
  finishTime: AT,
  sourceBranch: 'refs/heads/main',
  sourceVersion: SHA,
  definition: { id: 3, name: 'checkout-api' },
  triggerInfo: { 'ci.message': 'Add refunds' },
  _links: {
    web: { href: 'https://dev.azure.com/acme/p/_build/results?buildId=9' },
  },
};
const stage = {
  id: 's1',
  type: 'Stage',
  name: 'Quality',
  state: 'completed',
  result: 'succeeded',
};

function answers(base: string, bodies: Record<string, object | undefined>) {
  return Object.entries(bodies).map(([path, body]) =>
    http.get(`${base}${path}`, () => HttpResponse.json(body ?? { value: [] })),
  );
}

const onGitlab = answers(GITLAB, {
  '': { id: 7, default_branch: 'main' },
  '/repository/commits': [],
  '/merge_requests': [],
  '/pipelines': [pipeline],
  '/pipelines/70': pipeline,
  '/pipelines/70/jobs': [job],
  '/pipelines/70/bridges': [],
});
const onAzure = answers(AZURE, {
  '/git/repositories/checkout-api': {
    id: 'r1',
    project: { id: 'p1' },
    defaultBranch: 'refs/heads/main',
  },
  '/build/definitions': { value: [build.definition] },
  '/build/builds': { value: [build] },
  '/build/builds/9/timeline': { records: [stage] },
  '/build/builds/9/artifacts': undefined,
  '/git/repositories/r1/commits': undefined,
  '/git/repositories/r1/pullrequests': undefined,
});

describe('the portal with services on GitLab and in Azure Repos', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  let backend: TestBackend | undefined;

  async function start(...handlers: ReturnType<typeof answers>) {
    server.use(
      ...handlers,
      http.all(/^http:\/\/(localhost|127\.0\.0\.1):/, () => passthrough()),
    );
    backend = await startTestBackend({
      features: [
        deliveryPlugin,
        github,
        gitlab,
        azureDevOps,
        catalogServiceMock.factory({ entities }),
        mockServices.rootConfig.factory({
          data: {
            integrations: {
              gitlab: [
                {
                  host: 'gitlab.example.com',
                  apiBaseUrl: 'https://gitlab.example.com/api/v4',
                  token: 'secret-of-gitlab',
                },
              ],
              azure: [
                {
                  host: 'dev.azure.com',
                  credentials: [{ personalAccessToken: 'secret-of-azure' }],
                },
              ],
            },
            delivery: {
              pipelines: {
                standard: { environments: [{ name: 'production' }] },
              },
            },
          },
        }),
      ],
    });
  }

  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  async function view(name: string) {
    if (!backend) {
      return undefined;
    }
    const { status, body } = await request(backend.server).get(
      `/api/delivery/v1/services/default/${name}`,
    );
    return status === 200 ? serviceViewSchema.parse(body) : undefined;
  }

  const provenanceOf = async (name: string) =>
    (await view(name))?.pipelineRunsProvenance.map(({ source, state }) => [
      source,
      state,
    ]);

  it('shows the runs of both, each by the name of its system', async () => {
    await start(...onGitlab, ...onAzure);
    const ledger = await until(
      () => view('ledger'),
      shown => shown?.pipelineRuns.length === 1,
    );
    expect(ledger?.pipelineRuns[0]).toMatchObject({
      number: 70,
      state: 'failed',
      result: 'tests failed',
      title: 'Add accounts',
      url: pipeline.web_url,
      stages: [{ name: 'quality', state: 'failed', url: job.web_url }],
    });
    const checkout = await until(
      () => view('checkout-api'),
      shown => shown?.pipelineRuns.length === 1,
    );
    expect(checkout?.pipelineRuns[0]).toMatchObject({
      number: 9,
      state: 'succeeded',
      title: 'Add refunds',
      url: build._links.web.href,
      stages: [{ name: 'Quality', state: 'succeeded' }],
    });
    await until(
      () => provenanceOf('ledger'),
      shown => String(shown) === 'GitLab CI,fresh',
    );
    await until(
      () => provenanceOf('checkout-api'),
      shown => String(shown) === 'Azure Pipelines,fresh',
    );
    expect(await provenanceOf('alone')).toEqual([]);
  });

  it('greys out what is on a dead system, and nothing else', async () => {
    await start(
      http.get('https://gitlab.example.com/*', () =>
        HttpResponse.text('Bad Gateway', { status: 502 }),
      ),
      ...onAzure,
    );
    await until(
      () => provenanceOf('ledger'),
      shown => String(shown) === 'GitLab CI,unreachable',
    );
    await until(
      () => provenanceOf('checkout-api'),
      shown => String(shown) === 'Azure Pipelines,fresh',
    );
    expect(await provenanceOf('ledger')).toEqual([
      ['GitLab CI', 'unreachable'],
    ]);
  });
});
