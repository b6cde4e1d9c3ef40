import {
  createMockDirectory,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createGitopsApplyAction } from './createGitopsApplyAction';

const config = mockServices.rootConfig({
  data: {
    scaffolder: {
      delivery: {
        codeHosts: { github: { host: 'github.com', organization: 'acme' } },
        domain: 'acme.example',
        argocdCluster: 'main',
        fluxCluster: 'edge',
      },
    },
  },
});

const application = (name: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
spec:
  project: default
`;

describe('delivery:gitops:apply', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const workspace = createMockDirectory();

  async function apply(
    files: string | Record<string, string>,
    gitops: string = 'argocd',
  ) {
    workspace.setContent(
      typeof files === 'string'
        ? { 'applications.yaml': files }
        : { gitops: files },
    );
    const action = createGitopsApplyAction({
      config,
      discovery: mockServices.discovery(),
      auth: mockServices.auth(),
    });
    const context = createMockActionContext({
      input: {
        gitops,
        path: typeof files === 'string' ? 'applications.yaml' : 'gitops',
      },
      workspacePath: workspace.path,
    });
    await action.handler(context);
    return context.output;
  }

  /** The cluster has these objects, by the ends of their paths, and no others. */
  function clusterHas(existing: Record<string, object> = {}) {
    server.use(
      http.get('*/api/kubernetes/proxy/*', ({ request }) => {
        const { pathname } = new URL(request.url);
        const found = Object.entries(existing).find(([end]) =>
          pathname.endsWith(`/${end}`),
        );
        return found
          ? HttpResponse.json(found[1])
          : HttpResponse.json(
              { kind: 'Status', reason: 'NotFound', code: 404 },
              { status: 404 },
            );
      }),
    );
  }
  beforeEach(() => clusterHas());

  it('applies every application through the Kubernetes plugin', async () => {
    const applied: { path: string; cluster: string | null; body: unknown }[] =
      [];
    server.use(
      http.patch('*/api/kubernetes/proxy/*', async ({ request }) => {
        const url = new URL(request.url);
        applied.push({
          path: url.pathname,
          cluster: request.headers.get('Backstage-Kubernetes-Cluster'),
          body: await request.json(),
        });
        return HttpResponse.json({});
      }),
    );

    const output = await apply(
      `${application('shop-staging')}---${application('shop-production')}`,
    );

    expect(applied).toEqual([
      {
        path: '/api/kubernetes/proxy/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop-staging',
        cluster: 'main',
        body: expect.objectContaining({ kind: 'Application' }),
      },
      expect.objectContaining({
        path: '/api/kubernetes/proxy/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop-production',
      }),
    ]);
    expect(output).toHaveBeenCalledWith('objects', [
      'Application shop-staging',
      'Application shop-production',
    ]);
  });

  function recordPaths(): string[] {
    const paths: string[] = [];
    server.use(
      http.patch('*/api/kubernetes/proxy/*', ({ request }) => {
        const { pathname } = new URL(request.url);
        const cluster = request.headers.get('Backstage-Kubernetes-Cluster');
        paths.push(`${cluster}: ${pathname.split('/proxy/apis/')[1]}`);
        return HttpResponse.json({});
      }),
    );
    return paths;
  }

  it('applies a project before the applications that belong to it, from whatever file', async () => {
    const paths = recordPaths();

    await apply({
      'applications.yaml': application('shop-staging'),
      'previews.yaml': application('shop-previews').replace(
        'Application',
        'ApplicationSet',
      ),
      'project.yaml': application('shop').replace('Application', 'AppProject'),
      'README.md': '# Not an object',
    });

    const prefix = 'main: argoproj.io/v1alpha1/namespaces/argocd';
    expect(paths).toEqual([
      `${prefix}/appprojects/shop`,
      `${prefix}/applications/shop-staging`,
      `${prefix}/applicationsets/shop-previews`,
    ]);
  });

  it("applies Flux's objects to the cluster of Flux", async () => {
    const paths = recordPaths();

    await apply(
      `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: shop-staging, namespace: flux-system }
spec: {}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: shop, namespace: flux-system }
spec: {}
`,
      'flux',
    );

    expect(paths).toEqual([
      'edge: source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/shop',
      'edge: kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/shop-staging',
    ]);
  });

  describe('when a name is taken', () => {
    const OTHER = 'https://github.com/acme/other-manifests.git';

    const argo = (kind: string, spec: object) =>
      objectOf('argoproj.io/v1alpha1', kind, 'argocd', spec);

    /** A service's objects, as the template of manifests writes them. */
    const argocd = (repository: string, previews = 'shop') => ({
      'appprojects/shop': argo('AppProject', { sourceRepos: [repository] }),
      'applications/shop': argo('Application', {
        project: 'shop',
        source: { repoURL: repository, path: 'manifests' },
      }),
      'applicationsets/shop': argo('ApplicationSet', {
        generators: [
          { pullRequest: { github: { owner: 'acme', repo: previews } } },
        ],
        template: { spec: { source: { repoURL: repository } } },
      }),
    });

    const flux = (repository: string, source = 'shop') => ({
      'gitrepositories/shop': objectOf(
        'source.toolkit.fluxcd.io/v1',
        'GitRepository',
        'flux-system',
        { url: repository },
      ),
      'kustomizations/shop': objectOf(
        'kustomize.toolkit.fluxcd.io/v1',
        'Kustomization',
        'flux-system',
        { sourceRef: { kind: 'GitRepository', name: source } },
      ),
      'resourcesetinputproviders/shop': objectOf(
        'fluxcd.controlplane.io/v1',
        'ResourceSetInputProvider',
        'flux-system',
        { url: repository },
      ),
      'resourcesets/shop': objectOf(
        'fluxcd.controlplane.io/v1',
        'ResourceSet',
        'flux-system',
        {
          resources: [
            { spec: { sourceRef: { kind: 'GitRepository', name: source } } },
          ],
        },
      ),
    });

    function objectOf(
      apiVersion: string,
      kind: string,
      namespace: string,
      spec: object,
    ) {
      return { apiVersion, kind, metadata: { name: 'shop', namespace }, spec };
    }

    const filesOf = (objects: Record<string, object>) =>
      Object.fromEntries(
        Object.values(objects).map((object, index) => [
          `${index}.yaml`,
          JSON.stringify(object),
        ]),
      );

    const MINE = 'https://github.com/acme/shop-manifests.git';

    it.each([
      ['AppProject', 'appprojects/shop', OTHER],
      ['Application', 'applications/shop', OTHER],
      ['ApplicationSet', 'applicationsets/shop', OTHER],
    ])(
      'applies nothing if the %s belongs to another repository',
      async (kind, name, repository) => {
        const paths = recordPaths();
        const existing = new Map(Object.entries(argocd(repository)));
        clusterHas({ [name]: existing.get(name) ?? {} });

        const applied = apply(filesOf(argocd(MINE)));

        await expect(applied).rejects.toMatchObject({
          name: 'ConflictError',
          message: `The Argo CD ${kind} 'shop' exists on cluster 'main' already and belongs to ${OTHER}; nothing was applied. Choose another name for the service, or remove the ${kind} first`,
        });
        expect(paths).toEqual([]);
      },
    );

    it.each([
      ['GitRepository', 'gitrepositories/shop', OTHER],
      [
        'Kustomization',
        'kustomizations/shop',
        'GitRepository flux-system/platform',
      ],
      ['ResourceSetInputProvider', 'resourcesetinputproviders/shop', OTHER],
      [
        'ResourceSet',
        'resourcesets/shop',
        'GitRepository flux-system/platform',
      ],
    ])(
      "applies nothing if Flux's %s belongs to another repository",
      async (kind, name, owner) => {
        const paths = recordPaths();
        const existing = new Map(Object.entries(flux(OTHER, 'platform')));
        clusterHas({ [name]: existing.get(name) ?? {} });

        const applied = apply(filesOf(flux(MINE)), 'flux');

        await expect(applied).rejects.toMatchObject({
          name: 'ConflictError',
          message: expect.stringContaining(
            `The Flux ${kind} 'shop' exists on cluster 'edge' already and belongs to ${owner}; nothing`,
          ),
        });
        expect(paths).toEqual([]);
      },
    );

    it.each([
      [
        'many sources',
        'applications/shop',
        argo('Application', {
          sources: [{ repoURL: MINE }, { repoURL: OTHER }],
        }),
        `belongs to ${OTHER}`,
      ],
      [
        'pull requests of another repository',
        'applicationsets/shop',
        argocd(MINE, 'other')['applicationsets/shop'],
        'belongs to https://github.com/acme/other',
      ],
      [
        'pull requests of another host',
        'applicationsets/shop',
        argo('ApplicationSet', {
          generators: [
            {
              matrix: {
                generators: [
                  {
                    pullRequest: {
                      gitlab: {
                        project: 'acme/shop',
                        api: 'https://gitlab.example/',
                      },
                    },
                  },
                ],
              },
            },
          ],
        }),
        'belongs to https://gitlab.example/acme/shop',
      ],
      [
        'a generator of another repository',
        'applicationsets/shop',
        argo('ApplicationSet', { generators: [{ git: { repoURL: OTHER } }] }),
        `belongs to ${OTHER}`,
      ],
      [
        'no repository',
        'appprojects/shop',
        argo('AppProject', {}),
        'names no repository',
      ],
    ])('sees an object of %s', async (_, name, existing, reason) => {
      const paths = recordPaths();
      clusterHas({ [name]: existing });

      await expect(apply(filesOf(argocd(MINE)))).rejects.toThrow(reason);
      expect(paths).toEqual([]);
    });

    it.each(['', '.git', '/'])(
      'applies its own objects again, with %j behind the address',
      async end => {
        const paths = recordPaths();
        clusterHas({
          ...argocd(`http://GitHub.com/acme/shop-manifests${end}`),
          ...flux(`https://github.com/acme/shop-manifests${end}`),
        });

        await apply(filesOf(argocd(MINE)));
        await apply(filesOf(flux(MINE)), 'flux');

        expect(paths).toHaveLength(7);
      },
    );

    it('applies nothing if the cluster does not say what it has', async () => {
      const paths = recordPaths();
      server.use(
        http.get('*/api/kubernetes/proxy/*', () =>
          HttpResponse.json(
            { kind: 'Status', message: 'no such right' },
            { status: 403 },
          ),
        ),
      );

      await expect(apply(application('shop'))).rejects.toThrow(
        "Cluster 'main' did not say whether the Argo CD Application 'shop' exists: 403 no such right. Nothing was applied",
      );
      expect(paths).toEqual([]);
    });
  });

  it('refuses anything else, and says which document', async () => {
    await expect(
      apply(
        `${application(
          'shop',
        )}---\napiVersion: v1\nkind: Secret\nmetadata: { name: x, namespace: y }\n`,
      ),
    ).rejects.toThrow(
      'applications.yaml: document 2 is not one of AppProject, Application, ApplicationSet: apiVersion',
    );
    await expect(apply(application('shop'), 'flux')).rejects.toThrow(
      'document 1 is not one of GitRepository, Kustomization, ResourceSetInputProvider, ResourceSet, but a Application of argoproj.io/v1alpha1',
    );
  });

  it.each([
    {
      case: 'Kubernetes refuses',
      answer: () =>
        HttpResponse.json(
          { kind: 'Status', status: 'Failure', message: 'no such right' },
          { status: 403 },
        ),
      reason: '403 no such right',
    },
    {
      case: "Backstage's proxy does not reach the cluster",
      answer: () =>
        HttpResponse.json(
          { error: { name: 'Error', message: 'connect ECONNREFUSED' } },
          { status: 500 },
        ),
      reason: '500 connect ECONNREFUSED',
    },
    {
      case: 'something on the way answers with a page',
      answer: () =>
        HttpResponse.html('<h1>Sorry</h1>', {
          status: 502,
          statusText: 'Bad Gateway',
        }),
      reason: '502 Bad Gateway',
    },
    {
      case: 'nothing answers',
      answer: () => HttpResponse.error(),
      reason: 'TypeError: Failed to fetch',
    },
  ])(
    'names the cluster, the application and the reason when $case',
    async ({ answer, reason }) => {
      server.use(http.patch('*/api/kubernetes/proxy/*', answer));

      await expect(apply(application('shop'))).rejects.toThrow(
        `Cluster 'main' did not take the Argo CD Application 'shop': ${reason}. Retry goes on`,
      );
    },
  );
});
