import { V1Pod, V1StatefulSet } from '@kubernetes/client-node';
import { isServing } from '../__testUtils__/KubeClient';
import { useCluster } from '../__testUtils__/useCluster';

jest.setTimeout(60_000);

const namespace = 'default';

describe('StatefulSetController', () => {
  const cluster = useCluster();

  const read = () =>
    cluster.client.apps.readNamespacedStatefulSet({ name: 'db', namespace });
  const isComplete = ({ metadata, spec, status }: V1StatefulSet) =>
    status?.observedGeneration === metadata?.generation &&
    status?.replicas === spec?.replicas &&
    status?.readyReplicas === spec?.replicas &&
    status?.updatedReplicas === spec?.replicas &&
    status?.currentRevision === status?.updateRevision;

  async function create(replicas: number, image = 'postgres:15') {
    await cluster.client.apps.createNamespacedStatefulSet({
      namespace,
      body: {
        metadata: { name: 'db' },
        spec: {
          serviceName: 'db',
          replicas,
          selector: { matchLabels: { app: 'db' } },
          template: {
            metadata: { labels: { app: 'db' } },
            spec: { containers: [{ name: 'db', image }] },
          },
        },
      },
    });
  }

  const patch = (spec: object) =>
    cluster.client.apps.patchNamespacedStatefulSet(
      { name: 'db', namespace, body: { spec } },
      cluster.client.strategicPatch,
    );
  const withImage = (image: string) => ({
    template: { spec: { containers: [{ name: 'db', image }] } },
  });

  /** The names of the pods, each time they change; a `+` marks one that serves. */
  async function record() {
    const states: string[] = [];
    const end = await cluster.client.follow<V1Pod>(
      `/api/v1/namespaces/${namespace}/pods`,
      pods => {
        const state = pods
          .map(pod => `${pod.metadata?.name}${isServing(pod) ? '+' : ''}`)
          .sort()
          .join(' ');
        if (state !== states[states.length - 1]) {
          states.push(state);
        }
      },
    );
    return { states, end };
  }

  it('starts its pods in order and ends them in reverse', async () => {
    const { fixture, client } = cluster;
    const { states, end } = await record();

    await create(3);
    await client.until(read, isComplete);
    await fixture.eventually(() => states.includes('db-0+ db-1+ db-2+'));
    expect(states).toEqual([
      'db-0',
      'db-0+',
      'db-0+ db-1',
      'db-0+ db-1+',
      'db-0+ db-1+ db-2',
      'db-0+ db-1+ db-2+',
    ]);
    states.length = 0;

    await patch({ replicas: 1 });
    await fixture.eventually(() => states.includes('db-0+'));
    end();
    expect(states).toEqual([
      'db-0+ db-1+ db-2',
      'db-0+ db-1+',
      'db-0+ db-1',
      'db-0+',
    ]);
  });

  it('replaces its pods one at a time from the last, under their names', async () => {
    const { fixture, client } = cluster;
    await create(3);
    await client.until(read, isComplete);
    const { states, end } = await record();
    await fixture.eventually(() => states.includes('db-0+ db-1+ db-2+'));

    await patch(withImage('postgres:16'));

    const { status } = await client.until(read, isComplete);
    end();
    const serving = states.map(state => state.split('+').length - 1);
    expect(Math.min(...serving.slice(2))).toBe(2);
    const pods = await client.pods(namespace);
    expect(
      pods.map(pod => [
        pod.metadata?.name,
        pod.spec?.containers[0].image,
        pod.metadata?.labels?.['controller-revision-hash'],
      ]),
    ).toEqual(
      ['db-0', 'db-1', 'db-2'].map(name => [
        name,
        'postgres:16',
        status?.updateRevision,
      ]),
    );
  });

  it('updates only from its partition on', async () => {
    const { client } = cluster;
    await create(2);
    await client.until(read, isComplete);

    await patch({
      updateStrategy: { rollingUpdate: { partition: 1 } },
      ...withImage('postgres:16'),
    });

    await client.until(
      () => client.pods(namespace),
      pods =>
        pods.length === 2 &&
        pods.every(isServing) &&
        pods[1].spec?.containers[0].image === 'postgres:16',
    );
    expect((await client.pods(namespace))[0].spec?.containers[0].image).toBe(
      'postgres:15',
    );
  });

  it('gets out of a template that never becomes ready', async () => {
    const { client } = cluster;
    await create(2, 'ghcr.io/acme/none:1');
    await client.until(
      () => client.pods(namespace),
      pods => pods[0]?.status?.containerStatuses?.[0]?.ready === false,
    );

    await patch(withImage('postgres:16'));

    const { status } = await client.until(read, isComplete);
    expect(status?.readyReplicas).toBe(2);
  });
});
