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
