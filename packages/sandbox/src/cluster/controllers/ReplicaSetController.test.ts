import { isServing } from '../__testUtils__/KubeClient';
import { useCluster } from '../__testUtils__/useCluster';

jest.setTimeout(60_000);

const namespace = 'default';

describe('ReplicaSetController', () => {
  const cluster = useCluster();

  const read = () =>
    cluster.client.apps.readNamespacedReplicaSet({ name: 'web', namespace });
  const pods = () => cluster.client.pods(namespace, 'app=web');

  async function create(replicas: number) {
    await cluster.client.apps.createNamespacedReplicaSet({
      namespace,
      body: {
        metadata: { name: 'web' },
        spec: {
          replicas,
          selector: { matchLabels: { app: 'web' } },
          template: {
            metadata: { labels: { app: 'web' } },
            spec: { containers: [{ name: 'app', image: 'nginx:1' }] },
          },
        },
      },
    });
    await untilReady(replicas);
  }

  async function untilReady(replicas: number) {
    await cluster.client.until(
      read,
      ({ status }) =>
        status?.replicas === replicas && status.readyReplicas === replicas,
    );
  }

  it('keeps as many pods as asked for, its own and ready ones first', async () => {
    const { client } = cluster;
    await create(2);
    const first = await pods();
    expect(first.every(isServing)).toBe(true);
    expect(first[0].metadata?.ownerReferences).toMatchObject([
      { kind: 'ReplicaSet', name: 'web', controller: true },
    ]);

    await client.apps.patchNamespacedReplicaSetScale(
      { name: 'web', namespace, body: { spec: { replicas: 4 } } },
      client.mergePatch,
    );
    await client.until(pods, all => all.length === 4);
    await client.apps.patchNamespacedReplicaSetScale(
      { name: 'web', namespace, body: { spec: { replicas: 2 } } },
      client.mergePatch,
    );

    const left = await client.until(pods, all => all.length === 2);
    const names = (all: typeof left) => all.map(pod => pod.metadata?.name);
    expect(names(left).sort()).toEqual(names(first).sort());
    expect(await client.events(namespace, 'web')).toEqual(
      expect.arrayContaining([
        'Normal SuccessfulCreate',
        'Normal SuccessfulDelete',
      ]),
    );
  });

  it('replaces a pod that somebody deleted', async () => {
    const { client } = cluster;
    await create(1);
    const [before] = await pods();

    await client.core.deleteNamespacedPod({
      name: before.metadata?.name ?? '',
      namespace,
    });

    const [after] = await client.until(
      pods,
      all => all.length === 1 && isServing(all[0]),
    );
    expect(after.metadata?.uid).not.toBe(before.metadata?.uid);
  });
});
