import {
  createMockDirectory,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { readFile } from 'node:fs/promises';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { GitRepository, goldenPathYaml } from '../__testUtils__/GitRepository';
import {
  componentEntity,
  createGoldenPath,
  createRun,
  FORGE,
  templateEntity,
} from '../__testUtils__/goldenPathFixture';
import { createUpgradeAction } from '../createUpgradeAction';
import { createAddAction } from './createAddAction';

// A git process or two for everything; on a busy machine that takes its time.
jest.setTimeout(60_000);

const BRANCH = 'golden-path/add-delivery';

const rendered = {
  'service/.golden-path.yaml': goldenPathYaml(2).replace('run-1', 'dry'),
  'service/catalog-info.yaml':
    'kind: Component\nmetadata:\n  name: checkout-api\n  annotations:\n    fairway.dev/pipeline: standard\n    fairway.dev/golden-path-version: "2"\n',
  'service/.github/workflows/ci.yml': 'theirs\n',
  'service/SECURITY.md': 'theirs\n',
  'manifests/.golden-path.yaml': goldenPathYaml(2).replace('run-1', 'dry'),
  'manifests/argocd/applications.yaml': 'kind: Application\n',
};

const answers = {
  owner: 'group:default/from-the-form',
  pipeline: 'standard',
  ci: 'github',
  language: 'go',
};

describe('delivery:golden-path:add', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const folder = createMockDirectory({
    content: { 'template.yaml': 'kind: Template' },
  });
  const runs = createMockDirectory();
  let service: GitRepository;
  let opened: { title: string; body: string }[];
  beforeEach(() => {
    runs.clear();
    service = new GitRepository({
      'catalog-info.yaml':
        '# Ours\nkind: Component\nmetadata:\n  name: checkout-api\n  annotations:\n    a.example/b: c # kept\n',
      '.github/SECURITY.md': 'ours\n',
      'go.mod': 'module checkout\n',
      'go.sum': '',
    });
    opened = [];
  });
  afterEach(() => service.remove());

  /** A forge that has these repositories and no pull request yet. */
  function forge(...names: string[]) {
    const repository = `${FORGE}/api/v3/repos/acme/:name`;
    server.use(
      http.get(repository, ({ params }) =>
        names.includes(String(params.name))
          ? HttpResponse.json({})
          : HttpResponse.json({ message: 'Not Found' }, { status: 404 }),
      ),
      http.get(`${repository}/branches/main`, () => HttpResponse.json({})),
      http.get(
        `${repository}/contents/.golden-path.yaml`,
        () => new HttpResponse(null, { status: 404 }),
      ),
      http.get(`${repository}/pulls`, () => HttpResponse.json([])),
      http.post(`${repository}/pulls`, async ({ request }) => {
        opened.push(Object(await request.json()));
        return HttpResponse.json({
          number: 3,
          html_url: `${FORGE}/acme/checkout-api/pull/3`,
        });
      }),
    );
  }

  async function add(
    input: { service?: string; repository?: string; answers?: JsonObject },
    more: {
      component?: Record<string, string>;
      files?: Record<string, string>;
      manifests?: GitRepository;
    } = {},
  ) {
    const goldenPath = createGoldenPath({
      entities: [templateEntity(folder.path), componentEntity(more.component)],
      rendered: more.files ?? rendered,
      repositories: {
        'checkout-api': service,
        ...(more.manifests && { 'checkout-api-manifests': more.manifests }),
      },
    });
    const context = createRun({
      folder: runs.path,
      input: { ...input, answers: { ...answers, ...input.answers } },
    });
    await createAddAction(goldenPath).handler(context);
    return { output: context.output, dryRun: goldenPath.scaffolder.dryRun };
  }

  const component = { service: 'component:default/checkout-api' };

  it('adds what is missing and overwrites nothing', async () => {
    forge('checkout-api');

    const { output } = await add(component);

    expect(service.read(BRANCH, '.github/workflows/ci.yml')).toBe('theirs\n');
    expect(service.read(BRANCH, '.github/SECURITY.md')).toBe('ours\n');
    expect(service.files(BRANCH)).not.toContain('SECURITY.md');
    expect(service.read(BRANCH, 'catalog-info.yaml')).toBe(
      '# Ours\nkind: Component\nmetadata:\n  name: checkout-api\n  annotations:\n    a.example/b: c # kept\n    fairway.dev/pipeline: standard\n    fairway.dev/golden-path-version: "2"\n',
    );
    expect(output).toHaveBeenCalledWith(
      'pullRequestUrl',
      `${FORGE}/acme/checkout-api/pull/3`,
    );
  });

  it('says what was added, what was left and what is still to do', async () => {
    forge('checkout-api');

    await add(component);

    const [{ title, body }] = opened;
    expect(title).toBe('ci: add the delivery of the golden path');
    expect(body).toContain('- `.github/workflows/ci.yml`\n');
    expect(body).toContain(
      'to `catalog-info.yaml` these annotations: `fairway.dev/pipeline`, `fairway.dev/golden-path-version`.',
    );
    expect(body).toContain(
      `- \`.github/SECURITY.md\` ([the template’s](${FORGE}/acme/checkout-api/blob/golden-path/v2/SECURITY.md))`,
    );
    expect(body).toContain('- [ ] add `Dockerfile`');
    expect(body).not.toContain('- [ ] add `go.mod`');
    expect(body).toContain(
      `The manifests live in ${FORGE}/acme/checkout-api-manifests.`,
    );
  });

  it('renders delivery only, with what the catalog knows of the service', async () => {
    forge('checkout-api');

    const { dryRun } = await add(component);

    expect(dryRun.mock.calls[0][0].values).toMatchObject({
      name: 'checkout-api',
      owner: 'group:default/payments',
      description: 'Takes the money',
      language: 'go',
      scope: 'delivery',
      context: {
        repositoryUrl: `${FORGE}/acme/checkout-api`,
        manifestsUrl: `${FORGE}/acme/checkout-api-manifests`,
      },
    });
  });

  it('lays the manifests out to be published, if they have no repository yet', async () => {
    forge('checkout-api');

    const { output } = await add(component);

    expect(output).toHaveBeenCalledWith('manifestsMissing', true);
    expect(output).toHaveBeenCalledWith(
      'manifestsRepoUrl',
      'forge.example?owner=acme&repo=checkout-api-manifests',
    );
    expect(
      await readFile(
        runs.resolve('workspace/manifests/argocd/applications.yaml'),
        'utf8',
      ),
    ).toBe('kind: Application\n');
  });

  it('takes manifests that are there, but not those of another service', async () => {
    forge('checkout-api', 'checkout-api-manifests');
    const manifests = new GitRepository({
      '.golden-path.yaml': goldenPathYaml(2),
    });
    try {
      const { output } = await add(component, { manifests });
      expect(output).toHaveBeenCalledWith('manifestsMissing', false);

      manifests.push('main', {
        '.golden-path.yaml': goldenPathYaml(2).replace(
          'checkout-api',
          'ledger',
        ),
      });
      await expect(add(component, { manifests })).rejects.toThrow(
        "exists and belongs to 'ledger'",
      );
    } finally {
      manifests.remove();
    }
  });

  it('makes the same proposal when it runs again', async () => {
    forge('checkout-api');
    await add(component);
    const before = service.tip('golden-path/v2');

    await add(component);

    expect(service.tip('golden-path/v2')).toBe(before);
  });

  it('is where a later upgrade starts, which leaves what was left', async () => {
    forge('checkout-api');
    service.push('main', { 'README.md': 'ours\n' });
    const files = { ...rendered, 'service/README.md': 'theirs\n' };
    await add(component, { files });
    service.squash(BRANCH);
    // Manifests that are not of the golden path: nothing to upgrade there.
    const manifests = new GitRepository({ 'README.md': 'theirs\n' });

    const goldenPath = createGoldenPath({
      entities: [templateEntity(folder.path), componentEntity()],
      rendered: {
        'service/.golden-path.yaml': goldenPathYaml(3),
        'service/catalog-info.yaml': rendered[
          'service/catalog-info.yaml'
        ].replace('"2"', '"3"'),
        'service/.github/workflows/ci.yml': 'newer\n',
        'service/README.md': 'newer\n',
        'service/SECURITY.md': 'newer\n',
      },
      repositories: {
        'checkout-api': service,
        'checkout-api-manifests': manifests,
      },
    });
    try {
      await createUpgradeAction(goldenPath).handler(
        createRun({ folder: runs.path, input: component }),
      );
    } finally {
      manifests.remove();
    }

    const upgraded = (file: string) =>
      service.read('golden-path/upgrade', file);
    expect(upgraded('.github/workflows/ci.yml')).toBe('newer\n');
    expect(upgraded('README.md')).toBe('ours\n');
    expect(upgraded('.github/SECURITY.md')).toBe('ours\n');
    expect(upgraded('SECURITY.md')).toBeUndefined();
    expect(upgraded('catalog-info.yaml')).toBe(
      service
        .read('main', 'catalog-info.yaml')
        ?.replace('golden-path-version: "2"', 'golden-path-version: "3"'),
    );
  });

  it('shows what to do by hand where the catalog file cannot be annotated', async () => {
    forge('checkout-api');
    service.push('main', { 'catalog-info.yaml': 'kind: System\n' });

    await add(component);

    expect(service.read(BRANCH, 'catalog-info.yaml')).toBe('kind: System\n');
    expect(opened[0].body).toContain('`catalog-info.yaml` by hand: ');
  });

  it('takes a repository that the catalog does not know', async () => {
    forge('checkout-api');
    service.push('main', { 'catalog-info.yaml': undefined });

    const { dryRun } = await add({
      repository: `${FORGE}/acme/checkout-api`,
    });

    expect(dryRun.mock.calls[0][0].values).toMatchObject({
      name: 'checkout-api',
      owner: 'group:default/from-the-form',
    });
    expect(service.read(BRANCH, 'catalog-info.yaml')).toContain(
      'fairway.dev/pipeline',
    );
    expect(opened[0].body).toContain('register `catalog-info.yaml`');
  });

  it('refuses a repository that has delivery already, and shows the way', async () => {
    forge('checkout-api');
    service.push('main', { '.golden-path.yaml': goldenPathYaml(1) });

    await expect(add(component)).rejects.toThrow(
      `${FORGE}/acme/checkout-api is on the golden path already (.golden-path.yaml); 'Upgrade the golden path'`,
    );
  });

  it('refuses a repository that it cannot see', async () => {
    forge();

    await expect(add(component)).rejects.toThrow(
      `${FORGE}/acme/checkout-api does not exist, or the portal’s integration may not see it`,
    );
  });

  it('refuses a CI system that the host does not have', async () => {
    await expect(
      add({ ...component, answers: { ci: 'gitlab' } }),
    ).rejects.toThrow("lives on a host of type 'github'");
  });

  it('refuses a service that shares its repository with others', async () => {
    await expect(
      add(component, {
        component: {
          'backstage.io/source-location': `url:${FORGE}/acme/checkout-api/tree/main/services/checkout/`,
        },
      }),
    ).rejects.toThrow("lives in the folder 'services/checkout'");
  });

  it('refuses to guess', async () => {
    await expect(add({})).rejects.toThrow(
      'Choose a component or name a repository',
    );
  });
});
