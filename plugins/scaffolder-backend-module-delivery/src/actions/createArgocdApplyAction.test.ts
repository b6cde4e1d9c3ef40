import {
  createMockDirectory,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createArgocdApplyAction } from './createArgocdApplyAction';

const config = mockServices.rootConfig({
  data: {
    scaffolder: {
      delivery: {
        repositoryHost: 'github.com',
        organization: 'acme',
        argocdCluster: 'main',
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

describe('delivery:argocd:apply', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const workspace = createMockDirectory();

  async function apply(text: string) {
    workspace.setContent({ 'applications.yaml': text });
    const action = createArgocdApplyAction({
      config,
      discovery: mockServices.discovery(),
      auth: mockServices.auth(),
    });
    const context = createMockActionContext({
      input: { path: 'applications.yaml' },
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
    expect(output).toHaveBeenCalledWith('applications', [
      'shop-staging',
      'shop-production',
    ]);
  });

  it('applies a project before the applications that belong to it', async () => {
    const paths: string[] = [];
    server.use(
      http.patch('*/api/kubernetes/proxy/*', ({ request }) => {
        paths.push(new URL(request.url).pathname.split('/argocd/')[1]);
        return HttpResponse.json({});
      }),
    );

    const output = await apply(
      [
        application('shop').replace('Application', 'AppProject'),
        application('shop-staging'),
        application('shop-previews').replace('Application', 'ApplicationSet'),
      ].join('---'),
    );

    expect(paths).toEqual([
      'appprojects/shop',
      'applications/shop-staging',
      'applicationsets/shop-previews',
    ]);
    expect(output).toHaveBeenCalledWith('applications', ['shop-staging']);
  });

  it('refuses anything else, and says which document', async () => {
    await expect(
      apply(
        `${application(
          'shop',
        )}---\napiVersion: v1\nkind: Secret\nmetadata: { name: x, namespace: y }\n`,
      ),
    ).rejects.toThrow(
      'applications.yaml: document 2 is not an AppProject, Application or ApplicationSet of Argo CD: apiVersion',
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
