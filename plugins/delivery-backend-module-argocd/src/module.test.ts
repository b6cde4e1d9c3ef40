import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  DeploymentSource,
  deliveryDeploymentSourcesExtensionPoint,
} from '@fairway/backstage-plugin-delivery-node';
import {
  FakeKubernetesPlugin,
  RecordingDeploymentSink,
  StaticServiceDirectory,
  until,
} from '@fairway/backstage-plugin-delivery-node/testUtils';
import deliveryModuleArgocd from './index';

const APPLICATIONS =
  '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

function application(name: string, health: string) {
  return {
    metadata: {
      uid: name,
      name,
      namespace: 'argocd',
      labels: {
        'fairway.dev/service': 'checkout-api',
        'fairway.dev/environment': 'staging',
      },
    },
    status: { sync: { status: 'Synced' }, health: { status: health } },
  };
}

async function startModule(
  baseUrl: string,
  argocd: object,
): Promise<DeploymentSource[]> {
  const sources: DeploymentSource[] = [];
  await startTestBackend({
    features: [
      createBackendPlugin({
        pluginId: 'delivery',
        register(env) {
          env.registerExtensionPoint(deliveryDeploymentSourcesExtensionPoint, {
            addDeploymentSource: (...added) => sources.push(...added),
          });
          env.registerInit({ deps: {}, async init() {} });
        },
      }),
      deliveryModuleArgocd,
      mockServices.rootConfig.factory({ data: { delivery: { argocd } } }),
      mockServices.discovery.mock({ getBaseUrl: async () => baseUrl }).factory,
    ],
  });
  return sources;
}

describe('deliveryModuleArgocd', () => {
  it('observes Applications in their namespace, in whichever cluster Argo CD runs', async () => {
    const plugin = await FakeKubernetesPlugin.start('tools', 'production');
    plugin.serve(
      'tools',
      APPLICATIONS,
      application('checkout-api-staging', 'Progressing'),
    );
    const [source] = await startModule(plugin.baseUrl, {
      namespace: 'argocd',
      baseUrl: 'https://argocd.example.com',
    });
    expect(source).toMatchObject({ id: 'argocd', title: 'Argo CD' });
    const sink = new RecordingDeploymentSink();
    const controller = new AbortController();
    const running = source.run({
      services: new StaticServiceDirectory({ name: 'checkout-api' }),
      sink,
      logger: mockServices.logger.mock(),
      signal: controller.signal,
    });
    const staging = () =>
      sink.current.get('component:default/checkout-api staging');
    await until(() => staging()?.health === 'progressing');
    expect(staging()?.url).toContain('/applications/argocd/');
    await until(() => plugin.openStreams === 1);
    plugin.put(
      'tools',
      APPLICATIONS,
      application('checkout-api-staging', 'Healthy'),
    );
    await until(() => staging()?.health === 'healthy');
    plugin.put('tools', APPLICATIONS, application('twin', 'Healthy'));
    await until(() => staging()?.health === 'unknown');
    expect(staging()?.message).toBe(
      'several Applications claim this environment: checkout-api-staging, twin',
    );
    controller.abort();
    await running;
    await plugin.stop();
  });

  it('refuses to start with an address that is no web page', async () => {
    await expect(
      startModule('http://localhost', { baseUrl: 'argocd.example.com' }),
    ).rejects.toThrow(/delivery.argocd.baseUrl is 'argocd.example.com'/);
  });
});
