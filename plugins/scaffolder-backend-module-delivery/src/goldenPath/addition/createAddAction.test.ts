import {
  createMockDirectory,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
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
      http.get(`${repository}/branches`, () => HttpResponse.json([{}])),
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
      entities?: Entity[];
      /** What people may not see. */
      hidden?: Entity;
      files?: Record<string, string>;
      manifests?: GitRepository;
    } = {},
  ) {
    const goldenPath = createGoldenPath({
      hidden: more.hidden,
      entities: [
        templateEntity(folder.path),
        ...(more.entities ?? [componentEntity(more.component)]),
      ],
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

  it('deletes nothing that stands where the template has a folder or a file', async () => {
    forge('checkout-api');
    service.push('main', { ci: 'ours\n', 'docs/a.md': 'ours\n' });
    service.link('main', 'terraform', { to: 'infrastructure' });
    service.link('main', 'tests', { to: 'submodule' });
    const files = {
      ...rendered,
      'service/terraform/a.tf': 'theirs\n',
      'service/tests/load/a.js': 'theirs\n',
      'service/ci/build.sh': 'theirs\n',
      'service/docs': 'theirs\n',
    };

    await add(component, { files });

    expect(service.read(BRANCH, 'ci')).toBe('ours\n');
    expect(service.mode(BRANCH, 'terraform')).toBe('120000');
    expect(service.mode(BRANCH, 'tests')).toBe('160000');
    expect(service.read(BRANCH, 'docs/a.md')).toBe('ours\n');
    const [{ body }] = opened;
    expect(body).toContain(
      `- [\`ci/build.sh\`](${FORGE}/acme/checkout-api/blob/golden-path/v2/ci/build.sh), because of your \`ci\`\n`,
    );
    expect(body).toContain(
      `- [\`docs\`](${FORGE}/acme/checkout-api/blob/golden-path/v2/docs), because of your \`docs/\`\n`,
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

  it('registers nothing for manifests that were made with other answers', async () => {
    forge('checkout-api', 'checkout-api-manifests');
    const answered = (more: string, version = 2) =>
      goldenPathYaml(version, '  owner: a\n') + more;
    const manifests = new GitRepository({
      '.golden-path.yaml': answered('  strategy: canary\n  language: go\n'),
    });
    const again = (more: string, version?: number) =>
      add(component, {
        manifests,
        files: {
          ...rendered,
          'manifests/.golden-path.yaml': answered(more, version),
        },
      });
    try {
      await expect(again('  strategy: rolling\n')).rejects.toThrow(
        `${FORGE}/acme/checkout-api-manifests was made with other answers: strategy (there "canary", now "rolling"). Choose as before`,
      );
      await expect(
        again('  strategy: canary\n  environments: [{ name: live }]\n'),
      ).rejects.toThrow('environments (there null, now [{"name":"live"}])');
      expect(opened).toEqual([]);

      // What manifests do not depend on, and questions that were not asked then.
      await again('  strategy: canary\n  language: python\n');
      await again('  strategy: canary\n  mesh: istio\n', 3);
      expect(opened).toHaveLength(2);
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

  const elsewhere = `url:${FORGE}/other/checkout-api/tree/main/`;

  it.each([
    [
      'by name',
      componentEntity({ 'backstage.io/source-location': elsewhere }),
      'component:default/checkout-api',
    ],
    [
      'by what runs',
      {
        ...componentEntity(),
        metadata: {
          name: 'shop',
          namespace: 'legacy',
          annotations: {
            'backstage.io/managed-by-location': elsewhere,
            'backstage.io/kubernetes-id': 'checkout-api',
          },
        },
      },
      'component:legacy/shop',
    ],
  ])(
    'takes over no service of the same name, known %s, even one that the user may not see',
    async (_, hidden, ref) => {
      forge('checkout-api');

      await expect(
        add(
          { repository: `${FORGE}/acme/checkout-api` },
          { entities: [], hidden },
        ),
      ).rejects.toThrow(
        `The name 'checkout-api' belongs to ${ref}, which does not live in ${FORGE}/acme/checkout-api: `,
      );
      expect(service.branches()).toEqual(['main']);
    },
  );

  it('takes over no service of the same name in another namespace of the catalog', async () => {
    forge('checkout-api');
    const chosen = componentEntity();
    chosen.metadata.namespace = 'shops';

    await expect(
      add(
        { service: 'component:shops/checkout-api' },
        {
          entities: [
            chosen,
            componentEntity({ 'backstage.io/source-location': elsewhere }),
          ],
        },
      ),
    ).rejects.toThrow(
      "The name 'checkout-api' belongs to component:default/checkout-api",
    );
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

  it.each([
    `${FORGE}/acme/checkout-api/tree/main/services/checkout/`,
    'https://dev.azure.com/acme/Shop/_git/mono?path=%2Fservices%2Fcheckout%2F',
    'https://dev.azure.com/acme/Shop/_git/mono?path=/services/checkout&version=GBmain',
  ])(
    'refuses a service that shares its repository with others: %s',
    async location => {
      await expect(
        add(component, {
          component: { 'backstage.io/source-location': `url:${location}` },
        }),
      ).rejects.toThrow("lives in the folder 'services/checkout'");
    },
  );

  it.each(['path=%2F', 'version=GBmain', 'path=%2F.backstage%2F'])(
    'takes a whole repository of Azure DevOps: ?%s',
    async query => {
      // That its CI system is asked for means that it was taken for a whole one.
      await expect(
        add(component, {
          component: {
            'backstage.io/source-location': `url:https://dev.azure.com/acme/Shop/_git/shop?${query}`,
          },
        }),
      ).rejects.toThrow("lives on a host of type 'azure'");
    },
  );

  it('refuses to guess', async () => {
    await expect(add({})).rejects.toThrow(
      'Choose a component or name a repository',
    );
  });
});
