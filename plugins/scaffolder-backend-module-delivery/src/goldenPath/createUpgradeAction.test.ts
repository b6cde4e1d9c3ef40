import {
  createMockDirectory,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { GitRepository, goldenPathYaml } from './__testUtils__/GitRepository';
import {
  componentEntity,
  createGoldenPath,
  createRun,
  FORGE,
  templateEntity,
} from './__testUtils__/goldenPathFixture';
import { createUpgradeAction } from './createUpgradeAction';

// A git process or two for everything; on a busy machine that takes its time.
jest.setTimeout(60_000);

describe('delivery:golden-path:upgrade', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const folder = createMockDirectory({
    content: { 'template.yaml': 'kind: Template' },
  });
  const runs = createMockDirectory();
  let service: GitRepository;
  let manifests: GitRepository;
  beforeEach(() => {
    service = new GitRepository({
      '.golden-path.yaml': goldenPathYaml(1, '  pipeline: standard\n'),
      'ci.yml': 'one\n',
    });
    manifests = new GitRepository({ '.golden-path.yaml': goldenPathYaml(1) });
  });
  afterEach(() => {
    service.remove();
    manifests.remove();
  });

  function pullRequests(): { repository: string; body: unknown }[] {
    const opened: { repository: string; body: unknown }[] = [];
    server.use(
      http.get(`${FORGE}/api/v3/repos/acme/:name/pulls`, () =>
        HttpResponse.json([]),
      ),
      http.post(
        `${FORGE}/api/v3/repos/acme/:name/pulls`,
        async ({ params, request }) => {
          const repository = String(params.name);
          opened.push({ repository, body: await request.json() });
          return HttpResponse.json(
            { number: 7, html_url: `${FORGE}/acme/${repository}/pull/7` },
            { status: 201 },
          );
        },
      ),
    );
    return opened;
  }

  async function upgrade(options: {
    newest?: string;
    rendered?: Record<string, string>;
    component?: Record<string, string>;
  }) {
    const goldenPath = createGoldenPath({
      entities: [
        templateEntity(folder.path, options.newest),
        componentEntity(options.component),
      ],
      rendered: options.rendered ?? {
        'service/.golden-path.yaml': goldenPathYaml(2).replace('run-1', 'dry'),
        'service/ci.yml': 'two\n',
        'manifests/.golden-path.yaml': goldenPathYaml(2).replace(
          'run-1',
          'dry',
        ),
        'manifests/base.yaml': 'two\n',
      },
      repositories: {
        'checkout-api': service,
        'checkout-api-manifests': manifests,
        other: manifests,
      },
    });
    const context = createRun({
      folder: runs.path,
      input: {
        service: 'component:default/checkout-api',
        changelogUrl: `${FORGE}/changelog`,
      },
    });
    await createUpgradeAction(goldenPath).handler(context);
    return { output: context.output, dryRun: goldenPath.scaffolder.dryRun };
  }

  it('proposes the newest version to a service and to its manifests', async () => {
    const opened = pullRequests();

    const { output } = await upgrade({});

    expect(opened).toEqual([
      {
        repository: 'checkout-api-manifests',
        body: expect.objectContaining({
          head: 'golden-path/upgrade',
          base: 'main',
        }),
      },
      {
        repository: 'checkout-api',
        body: expect.objectContaining({
          title: 'chore: upgrade the golden path to version 2',
          body: expect.stringContaining(`${FORGE}/changelog`),
        }),
      },
    ]);
    expect(service.read('golden-path/upgrade', 'ci.yml')).toBe('two\n');
    expect(manifests.read('golden-path/upgrade', 'base.yaml')).toBe('two\n');
    expect(output).toHaveBeenCalledWith(
      'pullRequestUrl',
      `${FORGE}/acme/checkout-api/pull/7`,
    );
    expect(output).toHaveBeenCalledWith(
      'summary',
      expect.stringContaining('version 1 to 2, no conflicts'),
    );
  });

  it('keeps the run that made the repository', async () => {
    pullRequests();

    await upgrade({});

    expect(service.read('golden-path/v2', '.golden-path.yaml')).toBe(
      goldenPathYaml(2),
    );
  });

  it('renders with the answers of the time, and what went without saying then', async () => {
    pullRequests();

    const { dryRun } = await upgrade({});

    expect(dryRun.mock.calls[0][0].values).toMatchObject({
      name: 'checkout-api',
      pipeline: 'standard',
      language: 'python',
      imageScanning: 'grype',
      scope: '',
      context: {
        repositoryUrl: `${FORGE}/acme/checkout-api`,
        manifestsUrl: `${FORGE}/acme/checkout-api-manifests`,
      },
    });
  });

  it('makes nothing where there is nothing to do, and renders nothing for that', async () => {
    const { output, dryRun } = await upgrade({ newest: '1' });

    expect(service.branches()).toEqual(['main']);
    expect(manifests.branches()).toEqual(['main']);
    expect(dryRun).not.toHaveBeenCalled();
    expect(output).toHaveBeenCalledTimes(1);
    expect(output).toHaveBeenCalledWith(
      'summary',
      `- ${FORGE}/acme/checkout-api-manifests has the newest version, 1: nothing to do\n- ${FORGE}/acme/checkout-api has the newest version, 1: nothing to do`,
    );
  });

  it('upgrades only what is behind', async () => {
    const opened = pullRequests();
    manifests.push('main', { '.golden-path.yaml': goldenPathYaml(2) });

    await upgrade({ newest: '2' });

    expect(opened.map(({ repository }) => repository)).toEqual([
      'checkout-api',
    ]);
    expect(manifests.branches()).toEqual(['main']);
  });

  it('leaves manifests alone that are not of the golden path', async () => {
    const opened = pullRequests();
    manifests.push('main', { '.golden-path.yaml': undefined, 'a.yaml': 'a\n' });

    const { output } = await upgrade({});

    expect(opened.map(({ repository }) => repository)).toEqual([
      'checkout-api',
    ]);
    expect(output).toHaveBeenCalledWith(
      'summary',
      expect.stringContaining(
        `- ${FORGE}/acme/checkout-api-manifests has no .golden-path.yaml: left as it is\n- `,
      ),
    );
  });

  it('proposes no empty repository where the template makes no manifests', async () => {
    const opened = pullRequests();

    await upgrade({
      rendered: { 'service/.golden-path.yaml': goldenPathYaml(2) },
    });

    expect(opened.map(({ repository }) => repository)).toEqual([
      'checkout-api',
    ]);
    expect(manifests.branches()).toEqual(['main']);
  });

  it('names the new version where the catalog reads it, or says that somebody must', async () => {
    pullRequests();
    service.push('main', {
      '.backstage/shop.yaml':
        'kind: Component\nmetadata:\n  name: checkout-api\n',
    });
    await upgrade({
      component: {
        'backstage.io/managed-by-location': `url:${FORGE}/acme/checkout-api/blob/main/.backstage/shop.yaml`,
      },
    });
    expect(service.read('golden-path/upgrade', '.backstage/shop.yaml')).toBe(
      'kind: Component\nmetadata:\n  name: checkout-api\n  annotations:\n    fairway.dev/golden-path-version: "2"\n',
    );

    const opened = pullRequests();
    await upgrade({});
    expect(opened.at(-1)?.body).toMatchObject({
      body: expect.stringContaining(
        "set the annotation `fairway.dev/golden-path-version` of the component to `'2'`: there is no `catalog-info.yaml`",
      ),
    });
  });

  it('touches no repository that was made for another service', async () => {
    manifests.push('main', {
      '.golden-path.yaml': goldenPathYaml(1).replace('checkout-api', 'ledger'),
    });

    await expect(
      upgrade({
        component: { 'fairway.dev/manifests': `${FORGE}/acme/other` },
      }),
    ).rejects.toThrow(
      `${FORGE}/acme/other was made for 'ledger', not for 'checkout-api'`,
    );
    expect(manifests.branches()).toEqual(['main']);
  });

  it('says what GitHub said when it takes no pull request', async () => {
    pullRequests();
    server.use(
      http.post(`${FORGE}/api/v3/repos/acme/:name/pulls`, () =>
        HttpResponse.json(
          { message: 'Resource not accessible by integration' },
          { status: 403 },
        ),
      ),
    );

    await expect(upgrade({})).rejects.toThrow(
      'GitHub (forge.example): POST /repos/acme/checkout-api-manifests/pulls: 403: Resource not accessible by integration. The portal',
    );
  });

  it('names a service that is not in the catalog', async () => {
    const goldenPath = createGoldenPath({
      entities: [],
      rendered: {},
      repositories: {},
    });
    const context = createRun({
      folder: runs.path,
      input: { service: 'component:default/checkout-api' },
    });

    await expect(
      createUpgradeAction(goldenPath).handler(context),
    ).rejects.toThrow('No component:default/checkout-api in the catalog');
  });
});
