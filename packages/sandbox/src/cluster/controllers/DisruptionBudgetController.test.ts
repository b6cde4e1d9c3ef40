import { isServing } from '../__testUtils__/KubeClient';
import { useCluster } from '../__testUtils__/useCluster';

jest.setTimeout(60_000);

const namespace = 'default';

describe('DisruptionBudgetController', () => {
  const cluster = useCluster();

  it.each([
    ['minAvailable: 3', 3],
    ["minAvailable: '50%'", 2],
    ['maxUnavailable: 1', 3],
    ["maxUnavailable: '50%'", 2],
  ])('counts what may be disrupted with %s', async (bound, desiredHealthy) => {
    const { client } = cluster;
    await client.create(`
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, namespace: default }
spec: { selector: { matchLabels: { app: web } }, ${bound} }
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web, namespace: default }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: 'nginx:1' }] }
`);
    const read = async () =>
      (
        await client.config
          .makeApiClient(client.library.PolicyV1Api)
          .readNamespacedPodDisruptionBudget({ name: 'web', namespace })
      ).status;

    const before = await client.until(
      () => client.pods(namespace),
      pods => pods.length === 4 && pods.every(isServing),
    );
    expect(
      await client.until(read, found => found?.currentHealthy === 4),
    ).toMatchObject({
      expectedPods: 4,
      desiredHealthy,
      disruptionsAllowed: 4 - desiredHealthy,
    });

    await client.core.deleteNamespacedPod({
      name: before[0].metadata?.name ?? '',
      namespace,
    });

    await client.until(
      read,
      found => found?.disruptionsAllowed === Math.max(0, 3 - desiredHealthy),
    );
    await client.until(read, found => found?.currentHealthy === 4);
  });
});
