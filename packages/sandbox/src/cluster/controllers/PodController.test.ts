import { V1Pod } from '@kubernetes/client-node';
import { isServing } from '../__testUtils__/KubeClient';
import { useCluster } from '../__testUtils__/useCluster';

jest.setTimeout(60_000);

const namespace = 'shop';

describe('PodController', () => {
  const cluster = useCluster();

  beforeEach(async () => {
    await cluster.client.create(
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { fairway.dev/environment: production } }',
    );
  });

  const read = () =>
    cluster.client.core.readNamespacedPod({ name: 'web', namespace });

  async function run(image: string) {
    await cluster.client.core.createNamespacedPod({
      namespace,
      body: {
        metadata: { name: 'web' },
        spec: { containers: [{ name: 'app', image }] },
      },
    });
  }

  const waiting = (pod: V1Pod) =>
    pod.status?.containerStatuses?.[0]?.state?.waiting?.reason;
  const restarts = (pod: V1Pod) =>
    pod.status?.containerStatuses?.[0]?.restartCount ?? 0;

  it('takes a pod from pending to serving, step by step, and tells it in events', async () => {
    const { client } = cluster;
    const states: string[] = [];
    const end = await client.follow<V1Pod>(
      `/api/v1/namespaces/${namespace}/pods`,
      ([pod]) => {
        const state = pod
          ? [
              pod.status?.phase,
              waiting(pod) ?? 'started',
              isServing(pod) ? 'serving' : 'not serving',
            ].join(', ')
          : 'gone';
        if (state !== states[states.length - 1]) {
          states.push(state);
        }
      },
    );

    await run(cluster.fixture.image('a'));

    const pod = await client.until(read, isServing);
    expect(pod.status).toMatchObject({
      podIP: expect.stringMatching(/^10\.244\./),
      hostIP: '10.0.0.10',
      containerStatuses: [
        {
          ready: true,
          started: true,
          restartCount: 0,
          imageID: `ghcr.io/acme/shop@sha256:${'a'.repeat(64)}`,
        },
      ],
    });
    expect(pod.spec?.nodeName).toMatch(/^sandbox-node-\d$/);
    expect(await client.events(namespace, 'web')).toEqual(
      expect.arrayContaining([
        'Normal Scheduled',
        'Normal Pulling',
        'Normal Pulled',
        'Normal Created',
        'Normal Started',
      ]),
    );

    await client.core.deleteNamespacedPod({ name: 'web', namespace });

    expect((await read()).metadata?.deletionTimestamp).toBeDefined();
    await cluster.fixture.eventually(() => states.includes('gone'));
    end();
    expect(
      states.filter(state => !state.startsWith('Pending, started')),
    ).toEqual([
      'Pending, ContainerCreating, not serving',
      'Running, started, not serving',
      'Running, started, serving',
      'Running, started, not serving',
      'gone',
    ]);
  });

  it('lets an unhealthy image crash again and again, later each time, and shows its last words', async () => {
    const { client, fixture } = cluster;
    await run(
      fixture.image('b', { kind: 'crash-loop', message: 'no database' }),
    );

    const pod = await client.until(
      read,
      each => waiting(each) === 'CrashLoopBackOff' && restarts(each) >= 2,
    );
    expect(pod.status).toMatchObject({
      phase: 'Running',
      containerStatuses: [
        {
          ready: false,
          lastState: { terminated: { exitCode: 1, reason: 'Error' } },
        },
      ],
    });
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toMatch(
      /^back-off 20s restarting failed container=app/,
    );
    expect(
      await client.core.readNamespacedPodLog({
        name: 'web',
        namespace,
        previous: true,
      }),
    ).toContain('no database');
    expect(await client.events(namespace, 'web')).toContain('Warning BackOff');

    await fixture.restart();

    await client.until(read, each => restarts(each) >= 3);
  });

  it('cannot pull an image that was never pushed', async () => {
    const { client } = cluster;
    await run('ghcr.io/acme/shop:unknown');

    const pod = await client.until(
      read,
      each => waiting(each) === 'ImagePullBackOff',
    );

    expect(pod.status?.phase).toBe('Pending');
    expect(await client.events(namespace, 'web')).toEqual(
      expect.arrayContaining(['Warning Failed', 'Normal BackOff']),
    );
    expect(
      await client.failure(
        client.core.readNamespacedPodLog({ name: 'web', namespace }),
      ),
    ).toMatchObject({
      code: 400,
      body: {
        message:
          'container "app" in pod "web" is waiting to start: ImagePullBackOff',
      },
    });
  });

  it('deletes at once when told to', async () => {
    const { client } = cluster;
    await run('nginx:1');

    await client.core.deleteNamespacedPod({
      name: 'web',
      namespace,
      gracePeriodSeconds: 0,
    });

    expect(await client.failure(read())).toMatchObject({ code: 404 });
  });
});
