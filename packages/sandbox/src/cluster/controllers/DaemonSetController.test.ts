import { V1DaemonSet, V1Pod } from '@kubernetes/client-node';
import { isServing } from '../__testUtils__/KubeClient';
import { useCluster } from '../__testUtils__/useCluster';

jest.setTimeout(60_000);

const namespace = 'default';

describe('DaemonSetController', () => {
  const cluster = useCluster();

  const read = () =>
    cluster.client.apps.readNamespacedDaemonSet({ name: 'agent', namespace });
  const isComplete = ({ metadata, status }: V1DaemonSet) =>
    status?.observedGeneration === metadata?.generation &&
    status?.updatedNumberScheduled === status?.desiredNumberScheduled &&
    status?.numberAvailable === status?.desiredNumberScheduled;
  const nodes = (pods: V1Pod[]) => pods.map(pod => pod.spec?.nodeName).sort();

  async function create() {
    await cluster.client.apps.createNamespacedDaemonSet({
      namespace,
      body: {
        metadata: { name: 'agent' },
        spec: {
          selector: { matchLabels: { app: 'agent' } },
          template: {
            metadata: { labels: { app: 'agent' } },
            spec: { containers: [{ name: 'agent', image: 'agent:1' }] },
          },
        },
      },
    });
    await cluster.client.until(read, isComplete);
  }

  const patch = (spec: object) =>
    cluster.client.apps.patchNamespacedDaemonSet(
      {
        name: 'agent',
        namespace,
        body: { spec: { template: { spec } } },
      },
      cluster.client.strategicPatch,
    );

  it('runs a pod on every node, and replaces them one at a time', async () => {
    const { client, fixture } = cluster;
    await create();
    expect(nodes(await client.pods(namespace))).toEqual([
      'sandbox-node-1',
      'sandbox-node-2',
      'sandbox-node-3',
    ]);
    const serving: number[] = [];
    const end = await client.follow<V1Pod>(
      `/api/v1/namespaces/${namespace}/pods`,
      pods => serving.push(pods.filter(isServing).length),
    );
    await fixture.eventually(() => serving.includes(3));
    serving.length = 0;

    await patch({ containers: [{ name: 'agent', image: 'agent:2' }] });

    await client.until(read, isComplete);
    await fixture.eventually(() => serving[serving.length - 1] === 3);
    end();
    expect(Math.min(...serving)).toBe(2);
    const pods = await client.pods(namespace);
    expect(pods.map(pod => pod.spec?.containers[0].image)).toEqual([
      'agent:2',
      'agent:2',
      'agent:2',
    ]);
  });

  it('keeps to the nodes that it selects', async () => {
    const { client } = cluster;
    await create();

    await patch({
      nodeSelector: { 'kubernetes.io/hostname': 'sandbox-node-2' },
    });

    const set = await client.until(
      read,
      found => found.status?.desiredNumberScheduled === 1 && isComplete(found),
    );
    expect(set.status).toMatchObject({ numberReady: 1 });
    await client.until(
      () => client.pods(namespace),
      pods => pods.length === 1 && isServing(pods[0]),
    );
    expect(nodes(await client.pods(namespace))).toEqual(['sandbox-node-2']);
  });
});
