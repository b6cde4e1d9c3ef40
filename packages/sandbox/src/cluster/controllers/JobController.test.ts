import { V1Job, V1Pod } from '@kubernetes/client-node';
import { useCluster } from '../__testUtils__/useCluster';

jest.setTimeout(60_000);

const namespace = 'shop';

describe('JobController', () => {
  const cluster = useCluster();

  beforeEach(async () => {
    await cluster.client.create(
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { fairway.dev/environment: production } }',
    );
  });

  const read = () =>
    cluster.client.batch.readNamespacedJob({ name: 'smoke', namespace });
  const ended = (job: V1Job) => (job.status?.conditions ?? []).length > 0;

  async function run(image: string, spec: object = {}) {
    await cluster.client.batch.createNamespacedJob({
      namespace,
      body: {
        metadata: { name: 'smoke' },
        spec: {
          ...spec,
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [{ name: 'app', image }],
            },
          },
        },
      },
    });
  }

  it('completes when its pod has done its work', async () => {
    const { client, fixture } = cluster;
    await run(fixture.image('a'));

    const job = await client.until(read, ended);

    expect(job.status).toMatchObject({
      succeeded: 1,
      active: 0,
      conditions: [{ type: 'Complete', status: 'True' }],
    });
    const pods = await client.pods(namespace, 'job-name=smoke');
    expect(pods.map(pod => pod.status?.phase)).toEqual(['Succeeded']);
    expect(
      await client.core.readNamespacedPodLog({
        name: pods[0].metadata?.name ?? '',
        namespace,
      }),
    ).toContain('all checks passed');
  });

  it('fails after as many attempts as its back-off limit allows', async () => {
    const { client, fixture } = cluster;
    await run(fixture.image('b', { kind: 'crash-loop', message: 'no' }), {
      backoffLimit: 2,
    });

    const job = await client.until(read, ended);

    expect(job.status).toMatchObject({
      failed: 3,
      conditions: [{ type: 'Failed', reason: 'BackoffLimitExceeded' }],
    });
    const pods = await client.pods(namespace, 'job-name=smoke');
    expect(pods.map(pod => pod.status?.phase)).toEqual([
      'Failed',
      'Failed',
      'Failed',
    ]);
  });

  it('runs as many pods at a time, and in all, as it was told', async () => {
    const { client, fixture } = cluster;
    const active: number[] = [];
    const end = await client.follow<V1Pod>(
      `/api/v1/namespaces/${namespace}/pods`,
      pods =>
        active.push(
          pods.filter(pod => pod.status?.phase !== 'Succeeded').length,
        ),
    );

    await run(fixture.image('a'), { completions: 5, parallelism: 2 });

    const job = await client.until(read, ended);
    expect(job.status).toMatchObject({ succeeded: 5 });
    await fixture.eventually(() => active[active.length - 1] === 0);
    end();
    expect(Math.max(...active)).toBe(2);
  });

  it('goes away with its pods after the time it was given', async () => {
    const { client, fixture } = cluster;
    await run(fixture.image('a'), { ttlSecondsAfterFinished: 10 });
    await client.until(read, ended);

    await client.until(
      () => client.pods(namespace),
      pods => pods.length === 0,
    );
    expect(await client.failure(read())).toMatchObject({ code: 404 });
  });
});
