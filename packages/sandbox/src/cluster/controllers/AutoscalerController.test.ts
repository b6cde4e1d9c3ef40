import { useCluster } from '../__testUtils__/useCluster';

jest.setTimeout(60_000);

const namespace = 'default';

function deployment(replicas: number): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: 'nginx:1' }] }
`;
}

const AUTOSCALER = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: default }
spec:
  minReplicas: 2
  maxReplicas: 3
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } }
`;

describe('AutoscalerController', () => {
  const cluster = useCluster();

  const replicas = async () =>
    (
      await cluster.client.apps.readNamespacedDeployment({
        name: 'web',
        namespace,
      })
    ).spec?.replicas;
  const status = async () =>
    (
      await cluster.client.config
        .makeApiClient(cluster.client.library.AutoscalingV2Api)
        .readNamespacedHorizontalPodAutoscaler({ name: 'web', namespace })
    ).status;

  it('keeps a workload within its bounds, and lets zero be zero', async () => {
    const { client } = cluster;
    const scale = (count: number) =>
      client.apps.patchNamespacedDeploymentScale(
        { name: 'web', namespace, body: { spec: { replicas: count } } },
        client.mergePatch,
      );
    await client.create(`${deployment(1)}---${AUTOSCALER}`);

    await client.until(replicas, count => count === 2);
    await scale(9);
    await client.until(replicas, count => count === 3);
    await scale(0);
    const off = await client.until(
      status,
      found => found?.desiredReplicas === 0,
    );

    expect(await replicas()).toBe(0);
    expect(off?.currentMetrics).toMatchObject([
      { type: 'Resource', resource: { name: 'cpu' } },
    ]);
  });

  it('says that its workload is missing, and takes it up when it comes', async () => {
    const { client } = cluster;
    await client.create(AUTOSCALER);

    const missing = await client.until(
      status,
      found => (found?.conditions ?? []).length > 0,
    );
    expect(missing?.conditions).toMatchObject([
      { type: 'AbleToScale', status: 'False', reason: 'FailedGetScale' },
    ]);

    await client.create(deployment(1));

    await client.until(replicas, count => count === 2);
    await client.until(status, found => found?.desiredReplicas === 2);
  });
});
