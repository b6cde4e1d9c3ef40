import { isDeepStrictEqual } from 'node:util';
import { V1Deployment, V1Pod, V1ReplicaSet } from '@kubernetes/client-node';
import { ClusterFixture } from '../__testUtils__/ClusterFixture';
import { isServing, KubeClient } from '../__testUtils__/KubeClient';

jest.setTimeout(60_000);

const namespace = 'default';
const PODS = `/api/v1/namespaces/${namespace}/pods`;
const SETS = `/apis/apps/v1/namespaces/${namespace}/replicasets`;

describe('DeploymentController', () => {
  let fixture: ClusterFixture;
  let client: KubeClient;

  beforeEach(async () => {
    fixture = await ClusterFixture.start();
    client = await KubeClient.load(() => fixture.url);
  });

  afterEach(async () => {
    const errors = [...fixture.errors];
    await fixture.stop();
    expect(errors).toEqual([]);
  });

  function deployment(
    replicas: number,
    image: string,
    strategy?: object,
  ): V1Deployment {
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace },
      spec: {
        replicas,
        selector: { matchLabels: { app: 'web' } },
        ...(strategy ? { strategy } : {}),
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'app', image }] },
        },
      },
    };
  }

  const read = () =>
    client.apps.readNamespacedDeployment({ name: 'web', namespace });

  function isComplete(found: V1Deployment): boolean {
    const wanted = found.spec?.replicas ?? 0;
    return (
      found.status?.observedGeneration === found.metadata?.generation &&
      (found.status?.updatedReplicas ?? 0) === wanted &&
      (found.status?.replicas ?? 0) === wanted &&
      (found.status?.availableReplicas ?? 0) === wanted
    );
  }

  async function setImage(image: string) {
    await client.apps.patchNamespacedDeployment(
      {
        name: 'web',
        namespace,
        body: {
          spec: {
            template: { spec: { containers: [{ name: 'app', image }] } },
          },
        },
      },
      client.strategicPatch,
    );
  }

  it.each`
    replicas | maxSurge | maxUnavailable | fewest | most
    ${4}     | ${'25%'} | ${'25%'}       | ${3}   | ${5}
    ${4}     | ${0}     | ${1}           | ${3}   | ${4}
    ${3}     | ${1}     | ${0}           | ${3}   | ${4}
    ${5}     | ${'50%'} | ${0}           | ${5}   | ${8}
    ${2}     | ${0}     | ${0}           | ${1}   | ${2}
    ${9}     | ${2}     | ${3}           | ${6}   | ${11}
  `(
    'keeps $fewest to $most of $replicas pods while it rolls (surge $maxSurge, unavailable $maxUnavailable)',
    async ({ replicas, maxSurge, maxUnavailable, fewest, most }) => {
      await client.apps.createNamespacedDeployment({
        namespace,
        body: deployment(replicas, 'nginx:1', {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge, maxUnavailable },
        }),
      });
      await client.until(read, isComplete);
      const ready: number[] = [];
      const asked: number[] = [];
      let seen: V1Pod[] = [];
      const ends = [
        await client.follow<V1Pod>(PODS, pods => {
          seen = pods;
          ready.push(pods.filter(isServing).length);
        }),
        await client.follow<V1ReplicaSet>(SETS, sets =>
          asked.push(
            sets.reduce((sum, set) => sum + (set.spec?.replicas ?? 0), 0),
          ),
        ),
      ];
      await fixture.eventually(() => ready.includes(replicas));
      ready.length = 0;

      await setImage('nginx:2');

      await client.until(read, isComplete);
      const isNew = (pod: V1Pod) => pod.spec?.containers[0].image === 'nginx:2';
      await fixture.eventually(
        () =>
          seen.length === replicas &&
          seen.every(pod => isNew(pod) && isServing(pod)),
      );
      ends.forEach(end => end());
      expect(Math.min(...ready)).toBe(fewest);
      expect(Math.max(...asked)).toBe(most);
    },
  );

  it('keeps serving with the old pods while the new ones crash, says when it gives up, and rolls back', async () => {
    const good = fixture.image('a');
    const bad = fixture.image('b', { kind: 'crash-loop', message: 'no' });
    const body = deployment(4, good);
    await client.core.patchNamespace(
      {
        name: namespace,
        body: {
          metadata: { labels: { 'fairway.dev/environment': 'production' } },
        },
      },
      client.mergePatch,
    );
    await client.apps.createNamespacedDeployment({
      namespace,
      body: {
        ...body,
        spec: body.spec && { ...body.spec, progressDeadlineSeconds: 40 },
      },
    });
    await client.until(read, isComplete);

    await setImage(bad);

    const stuck = await client.until(read, found =>
      (found.status?.conditions ?? []).some(
        condition => condition.reason === 'ProgressDeadlineExceeded',
      ),
    );
    expect(stuck.status).toMatchObject({
      updatedReplicas: 2,
      availableReplicas: 3,
      unavailableReplicas: 1,
    });
    const pods = await client.pods(namespace, 'app=web');
    expect(
      pods.filter(isServing).map(pod => pod.spec?.containers[0].image),
    ).toEqual([good, good, good]);

    await setImage(good);

    const back = await client.until(read, isComplete);
    expect(back.metadata?.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
    });
    const { items: sets } = await client.apps.listNamespacedReplicaSet({
      namespace,
    });
    expect(sets.map(set => set.spec?.replicas).sort()).toEqual([0, 4]);
  });

  it('recreates: no new pod before the last old one is gone', async () => {
    await client.apps.createNamespacedDeployment({
      namespace,
      body: deployment(2, 'nginx:1', { type: 'Recreate' }),
    });
    await client.until(read, isComplete);
    const images: string[][] = [];
    const end = await client.follow<V1Pod>(PODS, pods =>
      images.push(pods.map(pod => pod.spec?.containers[0].image ?? '')),
    );

    await setImage('nginx:2');

    await client.until(read, isComplete);
    await fixture.eventually(() =>
      isDeepStrictEqual(images[images.length - 1], ['nginx:2', 'nginx:2']),
    );
    end();
    expect(images.filter(seen => new Set(seen).size > 1)).toEqual([]);
    expect(images).toContainEqual([]);
  });
});
