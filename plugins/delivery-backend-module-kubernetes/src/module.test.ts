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
import deliveryModuleKubernetes from './index';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const DEPLOYMENTS = '/apis/apps/v1/deployments';

function deployment(cluster: string, readyReplicas: number) {
  return {
    metadata: {
      uid: `${cluster}-checkout-api`,
      name: 'checkout-api',
      namespace: `checkout-api-${cluster}`,
      generation: 1,
      labels: {
        'fairway.dev/service': 'checkout-api',
        'fairway.dev/environment': cluster,
      },
    },
    spec: {
      replicas: 2,
      template: {
        spec: {
          containers: [{ name: 'app', image: `ghcr.io/acme/c@${DIGEST}` }],
        },
      },
    },
    status: {
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas,
      availableReplicas: readyReplicas,
    },
  };
}

describe('deliveryModuleKubernetes', () => {
  let plugin: FakeKubernetesPlugin;

  beforeEach(async () => {
    plugin = await FakeKubernetesPlugin.start('staging', 'production');
    for (const cluster of ['staging', 'production']) {
      plugin.serve(cluster, DEPLOYMENTS, deployment(cluster, 2));
      plugin.serve(cluster, '/apis/apps/v1/replicasets');
      plugin.serve(cluster, '/api/v1/pods');
    }
  });

  afterEach(() => plugin.stop());

  async function sourceOf(delivery: object): Promise<DeploymentSource> {
    const sources: DeploymentSource[] = [];
    await startTestBackend({
      features: [
        createBackendPlugin({
          pluginId: 'delivery',
          register(env) {
            env.registerExtensionPoint(
              deliveryDeploymentSourcesExtensionPoint,
              {
                addDeploymentSource: (...added) => sources.push(...added),
              },
            );
            env.registerInit({ deps: {}, async init() {} });
          },
        }),
        deliveryModuleKubernetes,
        mockServices.rootConfig.factory({ data: { delivery } }),
        mockServices.discovery.mock({
          getBaseUrl: async () => plugin.baseUrl,
        }).factory,
      ],
    });
    expect(sources.map(({ id }) => id)).toEqual(['kubernetes']);
    return sources[0];
  }

  it('observes Deployments in the configured clusters, where Argo Rollouts may be absent', async () => {
    const source = await sourceOf({ kubernetes: { clusters: ['production'] } });
    const sink = new RecordingDeploymentSink();
    const controller = new AbortController();
    const running = source.run({
      services: new StaticServiceDirectory({ name: 'checkout-api' }),
      sink,
      logger: mockServices.logger.mock(),
      signal: controller.signal,
    });
    const here = 'component:default/checkout-api production';
    await until(() => sink.current.has(here));
    expect(sink.current.get(here)).toMatchObject({
      health: 'healthy',
      digest: DIGEST,
      readyPods: 2,
    });
    await until(() => plugin.openStreams === 3);
    plugin.put('production', DEPLOYMENTS, deployment('production', 1));
    await until(() => sink.current.get(here)?.message === '1 of 2 pods');
    expect([...sink.current.keys()]).toEqual([here]);
    expect(plugin.requests.join()).not.toContain('staging');
    controller.abort();
    await running;
  });
});
