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

  it('refuses anything that is not an Application, and says which document', async () => {
    await expect(
      apply(
        `${application(
          'shop',
        )}---\napiVersion: v1\nkind: Secret\nmetadata: { name: x, namespace: y }\n`,
      ),
    ).rejects.toThrow(
      'applications.yaml: document 2 is not an Argo CD Application: apiVersion',
    );
  });

  it('passes on why the cluster refused', async () => {
    server.use(
      http.patch('*/api/kubernetes/proxy/*', () =>
        HttpResponse.json(
          { error: { name: 'NotAllowedError', message: 'no such right' } },
          { status: 403 },
        ),
      ),
    );

    await expect(apply(application('shop'))).rejects.toThrow('403');
  });
});
