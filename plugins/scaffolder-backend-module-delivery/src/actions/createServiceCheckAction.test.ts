import {
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { JsonObject } from '@backstage/types';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createServiceCheckAction } from './createServiceCheckAction';

const API = 'http://forge.example:7300/api/v3/repos/acme';

const data = {
  integrations: {
    github: [
      {
        host: 'forge.example:7300',
        apiBaseUrl: 'http://forge.example:7300/api/v3',
        token: 'secret-token',
      },
    ],
    gitlab: [
      {
        host: 'gitlab.example',
        apiBaseUrl: 'https://gitlab.example/api/v4',
        token: 'secret-token',
      },
    ],
  },
  scaffolder: {
    delivery: {
      codeHosts: {
        github: { host: 'forge.example:7300', organization: 'acme' },
        gitlab: { host: 'gitlab.example', group: 'shops/acme' },
      },
      registries: {
        ghcr: 'ghcr.io/acme',
        harbor: 'harbor.example/acme',
      },
      domain: 'acme.example',
      argocdCluster: 'main',
    },
  },
  delivery: {
    pipelines: {
      standard: {
        environments: [{ name: 'development' }, { name: 'production' }],
      },
    },
  },
};

const config = mockServices.rootConfig({ data });

const owner = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'payments' },
  spec: { type: 'team', children: [] },
};

const existing = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'ledger-api' },
  spec: { type: 'service', owner: 'payments', lifecycle: 'production' },
};

const input = {
  name: 'checkout-api',
  owner: 'group:default/payments',
  pipeline: 'standard',
  ci: 'github',
  registry: 'ghcr',
  gitops: 'argocd',
  manifestsIn: 'own' as 'own' | 'service',
  secrets: 'external-secrets-aws',
  task: 'run-1',
};

describe('delivery:service:check', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  function repositories(known: Record<string, { task?: string } | 'empty'>) {
    server.use(
      http.get(`${API}/:name`, ({ params }) =>
        known[String(params.name)]
          ? HttpResponse.json({ name: params.name })
          : HttpResponse.json({ message: 'Not Found' }, { status: 404 }),
      ),
      http.get(`${API}/:name/branches`, ({ params }) =>
        HttpResponse.json(
          known[String(params.name)] === 'empty' ? [] : [{ name: 'master' }],
        ),
      ),
      http.get(`${API}/:name/contents/.golden-path.yaml`, ({ params }) => {
        const repository = known[String(params.name)];
        return repository !== 'empty' && repository?.task
          ? HttpResponse.text(`task: ${repository.task}\n`)
          : HttpResponse.json({ message: 'Not Found' }, { status: 404 });
      }),
    );
  }

  async function check(
    overrides: Partial<typeof input> & {
      environments?: JsonObject[];
      context?: Record<string, string>;
    } = {},
    entities: Entity[] = [owner],
    isDryRun: boolean = false,
    settings = config,
  ) {
    const action = createServiceCheckAction({
      config: settings,
      catalog: catalogServiceMock({ entities }),
      discovery: mockServices.discovery.mock({
        getExternalBaseUrl: async id => `https://portal.example/api/${id}`,
      }),
      integrations: ScmIntegrations.fromConfig(config),
    });
    const context = createMockActionContext({
      input: { ...input, ...overrides },
    });
    await action.handler({ ...context, isDryRun });
    return context.output;
  }

  it('says where the parts of a new service will live', async () => {
    repositories({});

    const output = await check();

    expect(output).toHaveBeenCalledWith(
      'repositoryUrl',
      'http://forge.example:7300/acme/checkout-api',
    );
    expect(output).toHaveBeenCalledWith('repositoryName', 'checkout-api');
    expect(output).toHaveBeenCalledWith(
      'manifestsRepoUrl',
      'forge.example:7300?owner=acme&repo=checkout-api-manifests',
    );
    expect(output).toHaveBeenCalledWith('image', 'ghcr.io/acme/checkout-api');
    expect(output).toHaveBeenCalledWith('ownerName', 'payments');
    expect(output).toHaveBeenCalledWith('servicePublished', false);
    expect(output).toHaveBeenCalledWith('registered', false);
    expect(output).toHaveBeenCalledWith('deliveryApi', '');
  });

  it('says where pipelines report, if the platform wants them to', async () => {
    repositories({});
    const { delivery } = data.scaffolder;

    const output = await check(
      {},
      [owner],
      false,
      mockServices.rootConfig({
        data: {
          ...data,
          scaffolder: { delivery: { ...delivery, reports: true } },
        },
      }),
    );

    expect(output).toHaveBeenCalledWith(
      'deliveryApi',
      'https://portal.example/api/delivery',
    );
  });

  it.each([
    ['Checkout', "'Checkout' cannot be the name of a service"],
    ['-checkout', "'-checkout' cannot be the name of a service"],
    ['checkout-', "'checkout-' cannot be the name of a service"],
    ['a'.repeat(41), 'cannot be the name of a service'],
    ['../admin', "'../admin' cannot be the name of a service"],
  ])('refuses the name %s before it asks anybody', async (name, message) => {
    await expect(check({ name })).rejects.toThrow(message);
  });

  it('refuses a name whose repository is taken', async () => {
    repositories({ 'checkout-api': {} });

    await expect(check()).rejects.toThrow(
      "The repository 'checkout-api' exists already; choose another name",
    );
  });

  it('refuses a name whose manifests repository is taken', async () => {
    repositories({ 'checkout-api-manifests': { task: 'another-run' } });

    await expect(check()).rejects.toThrow(
      "The repository 'checkout-api-manifests' exists already; choose another name",
    );
  });

  it('refuses a name that the catalog knows', async () => {
    repositories({});

    await expect(
      check({ name: 'ledger-api' }, [owner, existing]),
    ).rejects.toThrow(
      "The catalog has a component 'ledger-api' already; choose another name",
    );
  });

  it('refuses an owner that the catalog does not know', async () => {
    repositories({});

    await expect(check({ owner: 'group:default/nobody' })).rejects.toThrow(
      "The owner 'group:default/nobody' is not in the catalog; choose one that is",
    );
  });

  it('refuses a pipeline that is not configured, and names those that are', async () => {
    await expect(check({ pipeline: 'fast' })).rejects.toThrow(
      "No delivery pipeline 'fast'; there are: standard",
    );
  });

  it('refuses a registry that this portal was not told of, before it asks anybody', async () => {
    await expect(check({ registry: 'ecr' })).rejects.toThrow(
      "registry 'ecr': not set up in this portal (scaffolder.delivery.registries.ecr); there are: ghcr, harbor",
    );
  });

  it('says where a service of another code host lives, and asks that one', async () => {
    const taken = '/api/v4/projects/shops%2Facme%2Fcheckout-api';
    server.use(
      http.get('https://gitlab.example/api/v4/projects/*', ({ request }) =>
        new URL(request.url).pathname.startsWith(taken)
          ? HttpResponse.json({ id: 7 })
          : HttpResponse.json({ message: '404 Not Found' }, { status: 404 }),
      ),
    );
    await expect(check({ ci: 'gitlab', registry: 'harbor' })).rejects.toThrow(
      "The repository 'checkout-api' exists already; choose another name",
    );
    const output = await check({
      ci: 'gitlab',
      registry: 'harbor',
      name: 'parcel-api',
      manifestsIn: 'service',
    });
    expect(output).toHaveBeenCalledWith(
      'fileUrl',
      'https://gitlab.example/shops/acme/parcel-api/-/blob/main/',
    );
    expect(output).toHaveBeenCalledWith(
      'manifestsUrl',
      'https://gitlab.example/shops/acme/parcel-api',
    );
    expect(output).toHaveBeenCalledWith('manifestsFolder', 'service');
  });

  it('keeps in a dry run what was known when the service was made, and nowhere else', async () => {
    repositories({});
    const context = {
      repositoryUrl: 'http://forge.example:7300/old/Checkout',
      image: 'ghcr.io/old/checkout-api',
    };

    const rendered = await check({ context }, [owner], true);
    expect(rendered).toHaveBeenCalledWith(
      'repositoryUrl',
      context.repositoryUrl,
    );
    expect(rendered).toHaveBeenCalledWith('repositoryName', 'Checkout');
    expect(rendered).toHaveBeenCalledWith('image', context.image);
    expect(rendered).toHaveBeenCalledWith('organization', 'acme');

    const created = await check({ context });
    expect(created).toHaveBeenCalledWith('repositoryName', 'checkout-api');
    expect(created).toHaveBeenCalledWith(
      'repositoryUrl',
      'http://forge.example:7300/acme/checkout-api',
    );
  });

  it('lets a dry run render a service that exists, and asks no code host', async () => {
    const output = await check({ name: 'ledger-api' }, [owner, existing], true);

    expect(output).toHaveBeenCalledWith('image', 'ghcr.io/acme/ledger-api');
    await expect(
      check({ name: 'ledger-api', pipeline: 'fast' }, [owner], true),
    ).rejects.toThrow("No delivery pipeline 'fast'");
  });

  it('takes what was chosen for an environment', async () => {
    repositories({});

    const output = await check({
      environments: [{ name: 'production', host: 'shop.com' }],
    });

    expect(output).toHaveBeenCalledWith('environments', [
      expect.objectContaining({ name: 'development', replicas: 1 }),
      expect.objectContaining({ host: 'shop.com', maxReplicas: 10 }),
    ]);
    expect(output).toHaveBeenCalledWith('firstEnvironment', 'development');
  });

  it('goes on after what an earlier try of the same run has made', async () => {
    repositories({
      'checkout-api-manifests': { task: 'run-1' },
      'checkout-api': 'empty',
    });

    const output = await check();

    expect(output).toHaveBeenCalledWith('manifestsPublished', true);
    expect(output).toHaveBeenCalledWith('servicePublished', false);
  });

  it('refuses a retry whose repository somebody else has filled, on whatever branch', async () => {
    repositories({
      'checkout-api-manifests': { task: 'run-1' },
      'checkout-api': {},
    });

    await expect(check()).rejects.toThrow(
      "The repository 'checkout-api' exists already; choose another name",
    );
  });

  it('stops when the host gives no clear answer, rather than take the name for free', async () => {
    server.use(
      http.get(`${API}/:name`, () => new HttpResponse(null, { status: 502 })),
    );

    await expect(check()).rejects.toThrow('GitHub (forge.example:7300)');
  });
});
