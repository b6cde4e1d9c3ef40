import {
  createMockDirectory,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createAzurePipelinesAction } from './createAzurePipelinesAction';

const PROJECT = 'https://dev.azure.com/acme/Online%20Shop';

const config = mockServices.rootConfig({
  data: {
    integrations: {
      azure: [
        {
          host: 'dev.azure.com',
          credentials: [{ personalAccessToken: 'secret-token' }],
        },
      ],
    },
    scaffolder: {
      delivery: {
        codeHosts: {
          azure: {
            host: 'dev.azure.com',
            organization: 'acme',
            project: 'Online Shop',
          },
        },
        domain: 'acme.example',
      },
    },
  },
});

describe('delivery:azure:pipelines', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const workspace = createMockDirectory({
    content: {
      service: {
        'azure-pipelines.yml': '',
        '.azuredevops': { pipelines: { 'nightly.yml': '', 'load.yml': '' } },
      },
    },
  });

  async function run() {
    const context = createMockActionContext({
      input: { name: 'checkout-api', path: 'service' },
      workspacePath: workspace.path,
    });
    await createAzurePipelinesAction({
      config,
      integrations: ScmIntegrations.fromConfig(config),
    }).handler(context);
    return context.output;
  }

  function azure(existing: string[] = [], runs: object[] = []) {
    const created: unknown[] = [];
    const started: string[] = [];
    server.use(
      http.get(`${PROJECT}/_apis/git/repositories/checkout-api`, () =>
        HttpResponse.json({ id: 'repository-id' }),
      ),
      http.post(`${PROJECT}/_apis/pipelines`, async ({ request }) => {
        const text = await request.text();
        const name = existing.find(each => text.includes(`"${each}"`));
        if (name) {
          return HttpResponse.json(
            { message: `A pipeline ${name} exists already` },
            { status: 409 },
          );
        }
        created.push(JSON.parse(text));
        return HttpResponse.json({ id: 40 + created.length, name: 'x' });
      }),
      http.get(`${PROJECT}/_apis/build/definitions`, ({ request }) => {
        const { searchParams } = new URL(request.url);
        const name = searchParams.get('name');
        return HttpResponse.json({
          value:
            searchParams.get('path') === '\\'
              ? existing
                  .map((each, index) => ({ id: 7 + index, name: each }))
                  .filter(each => name && each.name.startsWith(name))
              : [],
        });
      }),
      http.get(`${PROJECT}/_apis/build/builds`, ({ request }) =>
        HttpResponse.json({
          value:
            new URL(request.url).searchParams.get('definitions') === '8'
              ? runs
              : [{ id: 1 }],
        }),
      ),
      http.post(`${PROJECT}/_apis/pipelines/:id/runs`, ({ params }) => {
        started.push(String(params.id));
        return HttpResponse.json({ id: 1 });
      }),
    );
    return { created, started };
  }

  it('creates a pipeline for each file, and starts the delivery', async () => {
    const { created, started } = azure();

    const output = await run();

    expect(created).toEqual([
      {
        name: 'checkout-api delivery',
        folder: '\\',
        configuration: {
          type: 'yaml',
          path: '/azure-pipelines.yml',
          repository: {
            id: 'repository-id',
            name: 'checkout-api',
            type: 'azureReposGit',
          },
        },
      },
      expect.objectContaining({
        name: 'checkout-api load',
        configuration: expect.objectContaining({
          path: '/.azuredevops/pipelines/load.yml',
        }),
      }),
      expect.objectContaining({ name: 'checkout-api nightly' }),
    ]);
    expect(started).toEqual(['41']);
    expect(output).toHaveBeenCalledWith('pipelines', [
      'checkout-api delivery',
      'checkout-api load',
      'checkout-api nightly',
    ]);
  });

  it('leaves alone what an earlier try has made, and starts nothing twice', async () => {
    const { created, started } = azure(
      ['checkout-api delivery 2', 'checkout-api delivery'],
      [{ id: 1 }],
    );

    await run();

    expect(created).toHaveLength(2);
    expect(started).toEqual([]);
  });

  it('starts the delivery that an earlier try has made but not started', async () => {
    const { created, started } = azure([
      'checkout-api delivery 2',
      'checkout-api delivery',
      'checkout-api load',
    ]);

    await run();

    expect(created).toHaveLength(1);
    expect(started).toEqual(['8']);
  });

  it('says so when it cannot see the pipeline that exists', async () => {
    azure(['checkout-api delivery']);
    server.use(
      http.get(`${PROJECT}/_apis/build/definitions`, () =>
        HttpResponse.json({ value: [] }),
      ),
    );

    await expect(run()).rejects.toThrow(
      "the pipeline 'checkout-api delivery' exists, but does not list it",
    );
  });

  it('says what Azure DevOps refused', async () => {
    azure();
    server.use(
      http.post(`${PROJECT}/_apis/pipelines`, () =>
        HttpResponse.json(
          { message: 'TF401027: You need the build permission' },
          { status: 403 },
        ),
      ),
    );
    await expect(run()).rejects.toThrow(
      'Azure DevOps (dev.azure.com): POST /acme/Online Shop/_apis/pipelines: 403: TF401027: You need the build permission',
    );
  });
});
