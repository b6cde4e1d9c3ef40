import { Release } from '@fairway/backstage-plugin-delivery-common';
import { testDatabases } from '../__testUtils__/databases';
import { CrashPointName, WorkerKilled } from './crashPoint';
import { EngineBench, serviceRef } from './__testUtils__/EngineBench';
import { verifyRecord } from './PromotionRecord';

jest.setTimeout(60_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('the engine on %s', id => {
  let bench: EngineBench;
  let old: Release;
  let fresh: Release;
  beforeEach(async () => {
    bench = await EngineBench.create(await databases.init(id));
    bench.start();
    old = await bench.release(1, ['development', 'staging', 'production']);
    fresh = await bench.release(2, ['development', 'staging']);
    bench.see('production', old);
  });
  afterEach(() => bench.stop());

  /** Takes a promotion to production up to the written commit. */
  async function write(release: Release): Promise<string> {
    const { body } = await bench.as('ada').promote(release).expect(201);
    await bench.reach(body.id, 'awaiting-approval');
    await bench.as('olga').decide(body.id, 'approved', 'fine').expect(200);
    await bench.reach(body.id, 'syncing');
    return body.id;
  }

  it('takes a release from request through approval and commit to verified', async () => {
    const promotion = await write(fresh);
    expect(bench.manifests.read('production')).toContain(
      `${fresh.digest} # 1.0.2`,
    );
    const [commit] = bench.manifests.commitsOf(promotion);
    const message = bench.manifests.git('log', '-1', '--format=%B', commit);
    expect(message).toContain('Fairway-Requested-By: user:default/ada');
    expect(message).toContain('Fairway-Approved-By: user:default/olga');

    bench.see('production', fresh);
    await bench.reach(promotion, 'verifying');
    bench.advance(11);
    await bench.reach(promotion, 'succeeded');

    const { body } = await bench
      .as('ben')
      .get(`/v1/promotions/${promotion}`)
      .expect(200);
    expect(body).toMatchObject({
      state: 'succeeded',
      manifestsCommit: commit,
      approvals: [{ by: 'user:default/olga', comment: 'fine' }],
      outcome: 'Verified: healthy for 10 s',
    });
    expect(body.steps.map((step: { state: string }) => step.state)).toEqual(
      Array(7).fill('done'),
    );
    expect(
      await bench.releases.verifications(serviceRef, 'production'),
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          releaseId: fresh.id,
          promotionId: promotion,
        }),
      ]),
    );
    await bench.until(
      async () => bench.sent.length === 2,
      'two notifications to be sent',
    );
    expect(bench.sent).toEqual([
      {
        title: 'Approve Checkout API 1.0.2 to production',
        to: ['group:default/operations'],
        link: '/delivery/approvals',
      },
      expect.objectContaining({
        title: 'Promotion of Checkout API 1.0.2 to production succeeded',
        to: ['user:default/ada'],
      }),
    ]);
    expect(await verifyRecord(bench.knex, serviceRef)).toMatchObject({
      intact: true,
    });
  });

  it('goes on while nobody can be notified, and tells it when somebody can', async () => {
    bench.deaf = true;
    const promotion = await write(fresh);
    bench.see('production', fresh, { health: 'degraded' });
    await bench.reach(promotion, 'verifying');
    bench.advance(11);
    await bench.reach(promotion, 'failed');
    expect(bench.sent).toEqual([]);
    bench.deaf = false;
    await bench.until(async () => {
      bench.advance(601);
      return bench.sent.find(({ title }) =>
        title.includes('Promotion of Checkout API 1.0.2 to production failed'),
      );
    }, 'the notification to be sent');
  });

  it('rolls back by itself to what was verified there when the release fails, and holds', async () => {
    const promotion = await write(fresh);
    bench.see('production', fresh, {
      health: 'degraded',
      message: 'crash loop',
    });
    await bench.reach(promotion, 'verifying');
    bench.advance(11);
    const failed = await bench.reach(promotion, 'failed');
    expect(failed.outcome).toBe(
      '1.0.2 is degraded: crash loop. Rolled back to 1.0.1',
    );
    const rollback = await bench.until(async () => {
      const [newest] = await bench.store.recent(serviceRef, 'production', 1);
      return newest.state === 'syncing' && newest;
    }, 'the rollback to be written');
    expect(rollback).toMatchObject({
      kind: 'auto-rollback',
      causedBy: promotion,
      requestedBy: 'fairway',
    });
    expect(bench.manifests.read('production')).toContain(
      `${old.digest} # 1.0.1`,
    );
    expect(await bench.guards.hold(serviceRef, 'production')).toMatchObject({
      by: 'fairway',
      reason: 'Rolled back from 1.0.2 to 1.0.1: 1.0.2 is degraded: crash loop',
      promotionId: rollback.id,
    });
    bench.see('production', old, { health: 'degraded' });
    await bench.reach(rollback.id, 'verifying');
    bench.advance(31);
    const end = await bench.reach(rollback.id, 'failed');
    expect(end.outcome).toContain('Not rolled back: a rollback is not');
    expect(await bench.store.active(serviceRef, 'production')).toBeUndefined();
  });

  it('takes a success back when the release loses its health within the watch window', async () => {
    const promotion = await write(fresh);
    bench.see('production', fresh);
    await bench.reach(promotion, 'verifying');
    bench.advance(11);
    await bench.reach(promotion, 'succeeded');
    bench.see('production', fresh, { health: 'degraded', message: 'errors' });
    bench.advance(12);
    await bench.until(async () => {
      const [newest] = await bench.store.recent(serviceRef, 'production', 1);
      return newest.kind === 'auto-rollback' && newest.state === 'syncing';
    }, 'the rollback to be written');
    expect(await bench.store.get(promotion)).toMatchObject({
      state: 'succeeded',
      outcome:
        '1.0.2 was verified and then lost its health: errors. Rolled back to 1.0.1',
    });
    const verified = await bench.releases.verifications(
      serviceRef,
      'production',
    );
    expect(verified.map(each => each.releaseId)).toEqual([old.id]);
  });

  it('waits while the cluster cannot be seen, however long', async () => {
    const promotion = await write(fresh);
    bench.see('production', fresh);
    await bench.reach(promotion, 'verifying');
    const unseen = {
      provenance: [{ source: 'kubernetes', state: 'unreachable' as const }],
    };
    bench.see('production', fresh, { ...unseen, health: 'degraded' });
    bench.advance(10);
    await bench.until(
      async () => (await bench.store.get(promotion))?.pausedAt,
      'the clock to stand still',
    );
    bench.advance(100_000);
    bench.see('production', fresh);
    await bench.until(
      async () => !(await bench.store.get(promotion))?.pausedAt,
      'the clock to run again',
    );
    expect((await bench.store.get(promotion))?.state).toBe('verifying');
    bench.advance(11);
    await bench.reach(promotion, 'succeeded');
  });

  it('lets approvals lapse when the manifests change, and asks again', async () => {
    bench.environments[2].freezes.push({
      kind: 'once',
      name: 'Night',
      from: '2020-01-01T00:00:00.000Z',
      until: '2090-01-01T00:00:00.000Z',
    });
    const { body } = await bench.as('ada').promote(fresh).expect(201);
    await bench.reach(body.id, 'awaiting-approval');
    await bench.as('olga').decide(body.id, 'approved').expect(200);
    await bench.reach(body.id, 'queued');
    bench.manifests.pushFile('manifests/base/rollout.yaml', 'replicas: 1\n');
    bench.advance(1);
    await bench.reach(body.id, 'awaiting-approval');
    const { body: view } = await bench
      .as('olga')
      .get(`/v1/promotions/${body.id}`);
    expect(view.approvals).toEqual([
      expect.objectContaining({ lapsedAt: expect.any(String) }),
    ]);
    expect(view.viewer.canApprove).toBe(true);
    bench.environments[2].freezes.length = 0;
    await bench.as('olga').decide(body.id, 'approved').expect(200);
    await bench.reach(body.id, 'syncing');
  });

  it('ends with a verdict that names the file when the overlay is gone', async () => {
    const { body } = await bench.as('ada').promote(fresh).expect(201);
    await bench.reach(body.id, 'awaiting-approval');
    const file = 'manifests/environments/staging/kustomization.yaml';
    bench.manifests.pushFile(file, undefined);
    const newest = await bench.release(3, ['development']);
    const second = await bench.as('ada').promote(newest, 'staging');
    const failed = await bench.reach(second.body.id, 'failed');
    expect(failed.outcome).toContain(`No file ${file} in https://`);
    expect(bench.manifests.commitsOf(second.body.id)).toEqual([]);
  });

  it.each([
    'after-claim',
    'before-save',
    'after-save',
    'before-push',
    'after-push',
  ] as const)(
    'loses nothing and repeats nothing when a replica dies %s',
    async point => {
      await bench.engines[0].stop();
      const { body } = await bench.as('ada').promote(fresh).expect(201);
      const promotion: string = body.id;
      // The first replica prepares, the second dies at the point, the third goes on when the lease has ended.
      bench.start();
      await bench.reach(promotion, 'awaiting-approval');
      await bench.engines[1].stop();
      await bench.as('olga').decide(promotion, 'approved').expect(200);
      let died = false;
      const second = bench.start({
        crashPoint: name => {
          if (name === point) {
            died = true;
            throw new WorkerKilled(name);
          }
        },
      });
      await bench.until(async () => died, `the replica to die ${point}`);
      await second.stop();
      bench.start();
      bench.advance(16);
      await bench.reach(promotion, 'syncing');
      expect(bench.manifests.commitsOf(promotion)).toHaveLength(1);
      expect(await verifyRecord(bench.knex, serviceRef)).toMatchObject({
        intact: true,
      });
    },
  );

  describe('when a replica dies while it writes and somebody breaks the overlay', () => {
    const file = 'manifests/environments/production/kustomization.yaml';

    /** The promotion as another replica leaves it. */
    async function dieAndBreak(point: CrashPointName) {
      const { body } = await bench.as('ada').promote(fresh).expect(201);
      await bench.reach(body.id, 'awaiting-approval');
      await bench.engines[0].stop();
      await bench.as('olga').decide(body.id, 'approved').expect(200);
      let died = false;
      const second = bench.start({
        crashPoint: name => {
          if (name === point) {
            died = true;
            throw new WorkerKilled(name);
          }
        },
      });
      await bench.until(async () => died, `the replica to die ${point}`);
      await second.stop();
      bench.manifests.pushFile(
        file,
        `${bench.manifests.read('production')}\nbroken: [\n`,
      );
      bench.start();
      bench.advance(16);
      return bench.reach(body.id, 'failed', 'syncing');
    }

    it('finds the commit that was pushed before', async () => {
      const promotion = await dieAndBreak('after-write');
      expect(promotion).toMatchObject({
        state: 'syncing',
        manifestsCommit: bench.manifests.commitsOf(promotion.id)[0],
      });
    });

    it('fails with the verdict if nothing was pushed', async () => {
      const promotion = await dieAndBreak('before-push');
      expect(promotion).toMatchObject({
        state: 'failed',
        outcome: expect.stringContaining(file),
      });
      expect(bench.manifests.commitsOf(promotion.id)).toEqual([]);
    });
  });

  it('keeps an approval of manifests that only the replica of the approver has read', async () => {
    await bench.refresh();
    bench.start({ idle: true });
    bench.manifests.pushFile('manifests/base/rollout.yaml', 'replicas: 1\n');
    await bench.refresh();
    const promotion = await write(fresh);
    const approvals = await bench.store.approvals(promotion);
    expect(approvals.map(each => each.lapsedAt)).toEqual([undefined]);
  });

  it('lets two replicas share the work without doing anything twice', async () => {
    bench.start();
    bench.start();
    const promotion = await write(fresh);
    bench.see('production', fresh);
    bench.advance(11);
    await bench.reach(promotion, 'verifying', 'succeeded');
    bench.advance(11);
    await bench.reach(promotion, 'succeeded');
    expect(bench.manifests.commitsOf(promotion)).toHaveLength(1);
  });
});

describe('the automatic policy', () => {
  let bench: EngineBench;
  beforeEach(async () => {
    bench = await EngineBench.create(await databases.init('SQLITE_3'));
    bench.environments[1].entry = 'automatic';
    bench.start();
  });
  afterEach(() => bench.stop());

  const activeInStaging = () => bench.store.active(serviceRef, 'staging');
  const written = (release: Release) =>
    bench.until(async () => {
      const active = await activeInStaging();
      return (
        active?.release.id === release.id &&
        active.state === 'syncing' &&
        active
      );
    }, `${release.version} to be written to staging`);

  it('brings a release to staging once development has proved it, and remembers both', async () => {
    const first = await bench.release(1);
    bench.see('development', first);
    await bench.until(async () => {
      bench.advance(11);
      return activeInStaging();
    }, 'the promotion to staging');
    const promotion = await written(first);
    expect(promotion).toMatchObject({
      requestedBy: 'fairway',
      reason: 'Verified in development',
    });
    bench.see('staging', first);
    await bench.reach(promotion.id, 'verifying');
    bench.advance(11);
    await bench.reach(promotion.id, 'succeeded');
    const verified = await bench.releases.verifications(serviceRef);
    expect(verified.map(each => each.environment).sort()).toEqual([
      'development',
      'staging',
    ]);
  });

  it('waits for the release in flight, then takes the newest', async () => {
    const first = await bench.release(1, ['development']);
    bench.advance(1);
    const promotion = await written(first);
    await bench.release(2, ['development']);
    const third = await bench.release(3, ['development']);
    bench.see('staging', first);
    await bench.reach(promotion.id, 'verifying');
    expect(await activeInStaging()).toMatchObject({ id: promotion.id });
    bench.advance(11);
    await bench.reach(promotion.id, 'succeeded');
    bench.advance(1);
    await written(third);
    expect(await bench.store.recent(serviceRef, 'staging', 9)).toHaveLength(2);
  });

  it('leaves a held environment alone until the hold is released', async () => {
    const path = '/v1/services/default/checkout-api/environments/staging/hold';
    await bench.as('ada').post(path, { reason: 'demo' }).expect(201);
    const first = await bench.release(1, ['development']);
    bench.advance(1);
    const look = () => bench.store.recent(serviceRef, 'staging', 1);
    await bench
      .as('ada')
      .post(`${path}/release`, { reason: 'over' })
      .expect(204);
    await written(first);
    expect(await look()).toHaveLength(1);
  });
});
