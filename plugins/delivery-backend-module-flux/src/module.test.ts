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
import deliveryModuleFlux from './index';

const KUSTOMIZATIONS =
  '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations';

function kustomization(name: string, status: string, check?: string) {
  return {
    metadata: {
      uid: name,
      name,
      namespace: 'flux-system',
      labels: {
        'fairway.dev/service': 'checkout-api',
        'fairway.dev/environment': 'staging',
        ...(check && { 'fairway.dev/check': check }),
      },
    },
    spec: {},
    status: {
      lastAppliedRevision: `main@sha1:${'c'.repeat(40)}`,
      conditions: [{ type: 'Ready', status, reason: 'Progressing' }],
    },
  };
}

describe('deliveryModuleFlux', () => {
  it('observes Kustomizations in their namespace, in whichever cluster Flux runs', async () => {
    const plugin = await FakeKubernetesPlugin.start('tools', 'production');
    plugin.serve(
      'tools',
      KUSTOMIZATIONS,
      kustomization('checkout-api-staging', 'Unknown'),
    );
    const sources: DeploymentSource[] = [];
    await startTestBackend({
      features: [
        createBackendPlugin({
          pluginId: 'delivery',
          register(env) {
            env.registerExtensionPoint(
              deliveryDeploymentSourcesExtensionPoint,
              { addDeploymentSource: (...added) => sources.push(...added) },
            );
            env.registerInit({ deps: {}, async init() {} });
          },
        }),
        deliveryModuleFlux,
        mockServices.rootConfig.factory({
          data: { delivery: { flux: { namespace: 'flux-system' } } },
        }),
        mockServices.discovery.mock({
          getBaseUrl: async () => plugin.baseUrl,
        }).factory,
      ],
    });
    const [source] = sources;
    expect(source).toMatchObject({ id: 'flux', title: 'Flux' });
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
    await until(() => plugin.openStreams === 1);
    plugin.put(
      'tools',
      KUSTOMIZATIONS,
      kustomization('checkout-api-staging', 'True'),
    );
    await until(() => staging()?.sync === 'synced');
    expect(staging()?.revision).toBe('c'.repeat(40));
    plugin.put(
      'tools',
      KUSTOMIZATIONS,
      kustomization('checkout-api-staging-smoke-test', 'True', 'smoke-test'),
    );
    await until(() => staging()?.checks?.[0]?.state === 'passed');
    controller.abort();
    await running;
    await plugin.stop();
  });
});
