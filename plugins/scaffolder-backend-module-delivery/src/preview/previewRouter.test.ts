import {
  createMockDirectory,
  mockCredentials,
  mockErrorHandler,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { ResponseError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { scaffolderServiceMock } from '@backstage/plugin-scaffolder-node/testUtils';
import express from 'express';
import { http, HttpResponse, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import request from 'supertest';
import { createPreviewRouter } from './previewRouter';

const config = mockServices.rootConfig({
  data: {
    integrations: {
      github: [
        { host: 'forge.example', apiBaseUrl: 'https://forge.example/api/v3' },
      ],
    },
    scaffolder: {
      delivery: {
        codeHosts: { github: { host: 'forge.example', organization: 'acme' } },
        domain: 'acme.example',
        argocdCluster: 'main',
      },
    },
    delivery: {
      pipelines: {
        standard: {
          title: 'Standard',
          environments: [
            { name: 'development' },
            {
              name: 'production',
              approvals: { count: 1, from: ['group:default/operations'] },
            },
          ],
        },
      },
    },
  },
});

const asUser = mockCredentials.user.header();

describe('the requests of the wizard', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const folder = createMockDirectory({
    content: { 'template.yaml': 'kind: Template', content: { a: 'A' } },
  });
  const scaffolder = scaffolderServiceMock.mock();

  beforeEach(() => {
    server.use(http.all(/^http:..127\.0\.0\.1/, () => passthrough()));
  });

  function app() {
    const template = {
      apiVersion: 'scaffolder.backstage.io/v1beta3',
      kind: 'Template',
      metadata: {
        name: 'create-service',
        annotations: {
          'backstage.io/managed-by-location': `file:${folder.path}/template.yaml`,
        },
      },
      spec: { type: 'service', parameters: [], steps: [] },
    };
    return express()
      .use(
        createPreviewRouter({
          config,
          catalog: catalogServiceMock({ entities: [template] }),
          httpAuth: mockServices.httpAuth(),
          integrations: ScmIntegrations.fromConfig(config),
          scaffolder,
          urlReader: mockServices.urlReader.mock(),
        }),
      )
      .use(mockErrorHandler());
  }

  it('lists the pipelines of the portal', async () => {
    const response = await request(app())
      .get('/delivery/pipelines')
      .set('Authorization', asUser);

    expect(response.body).toEqual({
      pipelines: [
        {
          name: 'standard',
          title: 'Standard',
          environments: ['development', 'production'],
          approvals: {
            production: { count: 1, from: ['group:default/operations'] },
          },
        },
      ],
    });
  });

  it('lists the environments of a service with their defaults and who approves', async () => {
    const response = await request(app())
      .get('/delivery/environments?pipeline=standard&service=shop')
      .set('Authorization', asUser);

    expect(response.body.environments).toEqual([
      expect.objectContaining({
        name: 'development',
        host: 'shop.development.acme.example',
        cpu: '500m',
      }),
      expect.objectContaining({
        name: 'production',
        approvals: { count: 1, from: ['group:default/operations'] },
      }),
    ]);
  });

  it('says which question of the wizard was asked wrongly', async () => {
    const missing = await request(app())
      .get('/delivery/environments?pipeline=standard')
      .set('Authorization', asUser);
    expect(missing.status).toBe(400);
    expect(missing.body.error.message).toContain('service');
    const ci = await request(app())
      .get('/delivery/service-names/shop?ci=jenkins')
      .set('Authorization', asUser);
    expect(ci.body.error.message).toBe(
      "ci: 'jenkins' is not github, gitlab or azure",
    );
  });

  it('says what this portal offers', async () => {
    const response = await request(app())
      .get('/delivery/choices')
      .set('Authorization', asUser);

    expect(response.body.gitops).toEqual([
      { name: 'argocd' },
      {
        name: 'flux',
        problem: 'not set up in this portal (scaffolder.delivery.fluxCluster)',
      },
    ]);
  });

  it('says that a name is taken', async () => {
    server.use(
      http.get('https://forge.example/api/v3/repos/acme/shop', () =>
        HttpResponse.json({ name: 'shop' }),
      ),
      http.get('https://forge.example/api/v3/repos/acme/shop/*', () =>
        HttpResponse.json({}),
      ),
      http.get('https://forge.example/api/v3/repos/acme/shop-manifests', () =>
        HttpResponse.json({ message: 'Not Found' }, { status: 404 }),
      ),
    );

    const response = await request(app())
      .get('/delivery/service-names/shop')
      .set('Authorization', asUser);

    expect(response.body).toEqual({
      available: false,
      problem: "The repository 'shop' exists already; choose another name",
    });
  });

  it('renders the template from its own folder, without creating anything', async () => {
    scaffolder.dryRun.mockResolvedValue({
      directoryContents: [
        { path: 'b.txt', base64Content: Buffer.from('B').toString('base64') },
        { path: 'a.txt', base64Content: Buffer.from('A').toString('base64') },
      ],
      log: [],
      steps: [],
      output: {},
    });

    const response = await request(app())
      .post('/delivery/preview')
      .set('Authorization', asUser)
      .send({
        templateRef: 'template:default/create-service',
        values: { name: 'shop' },
      });

    expect(response.body).toEqual({
      files: [
        { path: 'a.txt', content: 'A', truncated: false },
        { path: 'b.txt', content: 'B', truncated: false },
      ],
    });
    expect(scaffolder.dryRun).toHaveBeenCalledWith(
      expect.objectContaining({
        values: { name: 'shop' },
        directoryContents: expect.arrayContaining([
          {
            path: 'content/a',
            base64Content: Buffer.from('A').toString('base64'),
          },
        ]),
      }),
      { credentials: expect.anything() },
    );
  });

  it('says why the scaffolder refuses to render', async () => {
    const answer = {
      error: { name: 'InputError', message: "'Shop' cannot be a name" },
      response: { statusCode: 400 },
    };
    scaffolder.dryRun.mockRejectedValue(
      await ResponseError.fromResponse(Response.json(answer, { status: 400 })),
    );

    const response = await request(app())
      .post('/delivery/preview')
      .set('Authorization', asUser)
      .send({
        templateRef: 'template:default/create-service',
        values: { name: 'Shop' },
      });

    expect(response.status).toBe(400);
    expect(response.body.error.message).toContain("'Shop' cannot be a name");
  });

  it('names a template that does not exist', async () => {
    const response = await request(app())
      .post('/delivery/preview')
      .set('Authorization', asUser)
      .send({ templateRef: 'template:default/other', values: {} });

    expect(response.status).toBe(404);
    expect(response.body.error.message).toContain('template:default/other');
  });

  it('turns away whoever is not signed in', async () => {
    const response = await request(app())
      .get('/delivery/pipelines')
      .set('Authorization', mockCredentials.none.header());

    expect(response.status).toBe(401);
  });
});
