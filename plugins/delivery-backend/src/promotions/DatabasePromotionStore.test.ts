import { until } from '@fairway/backstage-plugin-delivery-node/testUtils';
import { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { DatabaseReleaseStore } from '../releases/DatabaseReleaseStore';
import { WorkerKilled } from './crashPoint';
import { DatabaseGuardStore } from './DatabaseGuardStore';
import { DatabasePromotionQueue } from './DatabasePromotionQueue';
import { DatabasePromotionStore } from './DatabasePromotionStore';
import { RecordEvent, appendToRecord, verifyRecord } from './PromotionRecord';
import {
  aHold,
  aPromotion,
  aRelease,
  after,
  anApproval,
  start,
} from './__testUtils__/promotionFixture';
import { StoredPromotion } from './StoredPromotion';

jest.setTimeout(60_000);

const databases = testDatabases();
const { serviceRef } = aPromotion();

function anEvent(text: string): RecordEvent {
  return { at: start.toISOString(), actor: 'fairway', kind: 'state', text };
}

describe.each(databases.eachSupportedId())('promotions on %s', id => {
  let knex: Knex;
  let store: DatabasePromotionStore;
  let queue: DatabasePromotionQueue;
  let guards: DatabaseGuardStore;
  beforeEach(async () => {
    knex = await databases.init(id);
    await migrate(knex);
    store = DatabasePromotionStore.create({ knex });
    queue = DatabasePromotionQueue.create({ knex });
    guards = DatabaseGuardStore.create({ knex });
  });
  afterEach(() => knex.destroy());

  const request = (more: Partial<StoredPromotion> = {}) =>
    store.request({
      promotion: aPromotion(more),
      record: [anEvent(`requested ${more.id ?? 'p-1'}`)],
    });
  const append = (events: RecordEvent[]) =>
    knex.transaction(trx => appendToRecord(trx, serviceRef, events));
  /** From now on nothing can be added to the record. */
  const breakRecord = () => knex.schema.dropTable('promotion_record_heads');
  const claim = (owner: string, now = start, limit = 8) =>
    queue.claimDue({ owner, now, leaseSeconds: 15, limit });

  it('keeps one active promotion per environment, whoever asks at the same moment', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => request({ id: `p-${index}` })),
    );
    const refused = results.flatMap(result =>
      result.status === 'rejected' ? [result.reason] : [],
    );
    expect(refused).toHaveLength(7);
    for (const error of refused) {
      expect(error).toMatchObject({
        name: 'ConflictError',
        message: expect.stringContaining('Another promotion to production'),
      });
    }
    await request({ id: 'p-9', environment: 'staging' });
    expect(await store.activeOf(serviceRef)).toHaveLength(2);
  });

  it('replaces a waiting promotion in one step', async () => {
    await request();
    const waiting = await store.active(serviceRef, 'production');
    const ended: StoredPromotion = {
      ...waiting!,
      state: 'superseded',
      finishedAt: start.toISOString(),
    };
    await store.request({
      promotion: aPromotion({ id: 'p-2' }),
      replaces: ended,
      record: [],
    });
    expect(await store.get('p-1')).toMatchObject({ state: 'superseded' });
    expect(await store.active(serviceRef, 'production')).toMatchObject({
      id: 'p-2',
    });
    await expect(
      store.request({
        promotion: aPromotion({ id: 'p-3' }),
        replaces: ended,
        record: [],
      }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    expect(await store.get('p-3')).toBeUndefined();
  });

  it('gives a due promotion to one worker only', async () => {
    for (let index = 0; index < 10; index += 1) {
      await request({ id: `p-${index}`, environment: `e-${index}` });
    }
    const claims = await Promise.all(
      Array.from({ length: 5 }, (_, index) => claim(`w-${index}`, start, 4)),
    );
    const ids = claims.flat().map(each => each.promotion.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(10);
    expect(await claim('late')).toEqual([]);
  });

  it('lets another worker take over after the lease ended, and fences off the first', async () => {
    await request();
    const [first] = await claim('first');
    expect(await claim('second', after(14))).toEqual([]);
    expect(await queue.heartbeat(first, after(20))).toBe(true);
    expect(await claim('second', after(19))).toEqual([]);
    const [second] = await claim('second', after(20));
    expect(second.promotion.version).toBe(first.promotion.version + 1);

    expect(await queue.heartbeat(first, after(60))).toBe(false);
    expect(
      await store.write({
        promotion: { ...first.promotion, state: 'failed' },
        record: [anEvent('never happened')],
        nextAttemptAt: undefined,
      }),
    ).toBeUndefined();
    await queue.release(first, undefined);
    expect(await claim('third', after(21))).toEqual([]);
    expect(
      await store.write({
        promotion: { ...second.promotion, state: 'gating' },
        nextAttemptAt: undefined,
      }),
    ).toMatchObject({ state: 'gating' });
    expect(await verifyRecord(knex, serviceRef)).toEqual({
      intact: true,
      events: 1,
    });
  });

  it('does not lose a decision that comes while a worker waits', async () => {
    await request({ state: 'awaiting-approval' });
    const [claimed] = await claim('worker');
    await store.addApproval(claimed.promotion, anApproval(), []);
    await queue.release(claimed, after(3600).toISOString());
    expect(await claim('worker', after(1))).toHaveLength(1);
  });

  it('does not lose a wake that comes while a worker looks', async () => {
    await request();
    const [claimed] = await claim('worker');
    await queue.wake(serviceRef, after(1));
    await queue.release(claimed, after(3600).toISOString());
    const [again] = await claim('worker', after(2));
    await queue.release(again, after(3600).toISOString());
    expect(await claim('worker', after(3599))).toEqual([]);
    await queue.wake(serviceRef, after(10));
    expect(await claim('worker', after(11))).toHaveLength(1);
  });

  it('counts one decision per person until it lapses', async () => {
    await request({ state: 'awaiting-approval' });
    const promotion = aPromotion();
    await store.addApproval(promotion, anApproval(), []);
    await expect(
      store.addApproval(promotion, anApproval({ decision: 'rejected' }), []),
    ).rejects.toThrow('You decided about promotion');
    const stored = await store.get('p-1');
    await store.write({
      promotion: stored!,
      nextAttemptAt: undefined,
      lapseApprovals: true,
    });
    await store.addApproval(promotion, anApproval(), []);
    const approvals = await store.approvals('p-1');
    expect(approvals.map(each => Boolean(each.lapsedAt)).sort()).toEqual([
      false,
      true,
    ]);
  });

  it('takes no decision about a promotion that is being written', async () => {
    await request({ state: 'writing' });
    await expect(
      store.addApproval(aPromotion(), anApproval(), []),
    ).rejects.toThrow('is writing; nobody has to decide');
  });

  it('keeps one hold per environment, and remembers released ones', async () => {
    await guards.setHold(serviceRef, aHold());
    await expect(guards.setHold(serviceRef, aHold())).rejects.toThrow(
      'is held already',
    );
    const release = { by: 'ada', at: after(1).toISOString(), reason: 'over' };
    const released = () =>
      guards.releaseHold(serviceRef, 'production', release);
    expect(await released()).toBe(true);
    expect(await released()).toBe(false);
    await guards.setHold(serviceRef, aHold());
    expect(await knex('holds')).toHaveLength(2);
  });

  it('keeps a hold and its release in the record, in the same transaction', async () => {
    await guards.setHold(serviceRef, aHold());
    await guards.releaseHold(serviceRef, 'production', {
      by: 'user:default/ada',
      at: after(1).toISOString(),
      reason: 'over',
    });
    const kinds = await knex('promotion_record')
      .orderBy('position')
      .pluck('kind');
    expect(kinds).toEqual(['hold', 'hold-released']);

    await breakRecord();
    await expect(guards.setHold(serviceRef, aHold())).rejects.toThrow();
    expect(await guards.hold(serviceRef, 'production')).toBeUndefined();
  });

  it('marks a release bad only together with its record', async () => {
    await knex('services').insert({
      ref: serviceRef,
      namespace: 'default',
      name: 'checkout-api',
      title: 'checkout-api',
      pipeline: 'standard',
      annotations: '{}',
    });
    const releases = DatabaseReleaseStore.create({ knex });
    const { release } = await releases.add(
      serviceRef,
      {
        schema: 'fairway.dev/release/v1',
        version: '1.0.1',
        commit: 'c'.repeat(40),
        image: 'ghcr.io/acme/checkout-api',
        digest: `sha256:${'d'.repeat(64)}`,
        quarantined: false,
        evidence: [],
      },
      { id: 'run-1', reportedAt: start.toISOString() },
    );
    const veto = {
      by: 'user:default/ada',
      at: start.toISOString(),
      reason: 'leaks',
    };
    const vetoOf = async () =>
      (await releases.get(serviceRef, release.id))?.veto;
    const results = await Promise.all([
      guards.setVeto(serviceRef, release, veto),
      guards.setVeto(serviceRef, release, veto),
    ]);
    expect(results.sort()).toEqual([false, true]);
    expect(await vetoOf()).toEqual(veto);
    expect(await knex('promotion_record')).toMatchObject([
      { kind: 'veto', actor: veto.by, release: '1.0.1', text: 'leaks' },
    ]);

    await breakRecord();
    await expect(
      guards.withdrawVeto(serviceRef, release, veto),
    ).rejects.toThrow();
    expect(await vetoOf()).toEqual(veto);
  });

  it('verifies a release only together with the end of its promotion', async () => {
    await request({ state: 'verifying' });
    const promotion = await store.get('p-1');
    const verified = {
      serviceRef,
      environment: 'production',
      releaseId: 'r-2',
      verifiedAt: start.toISOString(),
    };
    const crashing = DatabasePromotionStore.create({
      knex,
      crashPoint: name => {
        throw new WorkerKilled(name);
      },
    });
    const write = {
      promotion: { ...promotion!, state: 'succeeded' as const },
      nextAttemptAt: undefined,
      record: [anEvent('succeeded')],
      verified,
    };
    await expect(crashing.write(write)).rejects.toThrow(WorkerKilled);
    expect(await knex('verifications')).toEqual([]);
    expect(await store.get('p-1')).toMatchObject({ state: 'verifying' });

    await store.write(write);
    expect(await knex('verifications')).toHaveLength(1);
  });

  it('ends a failed promotion, requests its rollback and sets the hold in one write', async () => {
    await request({ state: 'verifying' });
    const failed = await store.get('p-1');
    await store.write({
      promotion: {
        ...failed!,
        state: 'failed',
        finishedAt: after(1).toISOString(),
      },
      nextAttemptAt: undefined,
      request: aPromotion({ id: 'p-2', kind: 'auto-rollback' }),
      hold: { ...aHold(), promotionId: 'p-2' },
      record: [anEvent('failed')],
    });
    expect(await store.active(serviceRef, 'production')).toMatchObject({
      id: 'p-2',
    });
    expect(await guards.hold(serviceRef, 'production')).toMatchObject({
      promotionId: 'p-2',
    });
  });

  describe('a rollback that sets its hold', () => {
    const hold = { ...aHold(), by: 'fairway', promotionId: 'p-1' };
    const writeWithHold = (promotion: StoredPromotion) =>
      store.write({
        promotion: { ...promotion, state: 'writing' },
        nextAttemptAt: undefined,
        hold,
      });
    const queued = async () => {
      await request({ state: 'queued', kind: 'rollback' });
      const [claimed] = await claim('worker');
      return claimed.promotion;
    };

    it('does not write over a hold that a person set meanwhile', async () => {
      const promotion = await queued();
      await guards.setHold(serviceRef, aHold());
      expect(await writeWithHold(promotion)).toBeUndefined();
      expect(await store.get('p-1')).toEqual(promotion);
      expect(await guards.hold(serviceRef, 'production')).toEqual(aHold());
      await guards.releaseHold(serviceRef, 'production', {
        by: 'user:default/pia',
        at: after(1).toISOString(),
        reason: 'over',
      });
      expect(await writeWithHold(promotion)).toMatchObject({
        state: 'writing',
      });
    });

    it('takes the place of an earlier rollback, but not of a hold elsewhere', async () => {
      const promotion = await queued();
      await guards.setHold(serviceRef, { ...aHold(), promotionId: 'p-0' });
      await guards.setHold(serviceRef, aHold({ environment: 'staging' }));
      expect(await writeWithHold(promotion)).toMatchObject({
        state: 'writing',
      });
      expect(await guards.holds(serviceRef)).toEqual(
        expect.arrayContaining([hold, aHold({ environment: 'staging' })]),
      );
    });

    // SQLite runs one transaction at a time.
    if (id !== 'SQLITE_3') {
      it('fails, to be tried again, when a person sets a hold in the middle of the write', async () => {
        const promotion = await queued();
        const blocker = await knex.transaction();
        await blocker.raw('lock table verifications in exclusive mode');
        const write = store.write({
          promotion: { ...promotion, state: 'writing' },
          nextAttemptAt: undefined,
          verified: {
            serviceRef,
            environment: 'production',
            releaseId: 'r-2',
            verifiedAt: start.toISOString(),
          },
          hold,
        });
        const outcome = Promise.allSettled([write]);
        await until(async () => {
          const { rows } = await knex.raw(
            `select 1 from pg_locks where not granted and relation = 'verifications'::regclass
              and database = (select oid from pg_database where datname = current_database())`,
          );
          return rows.length > 0;
        });
        await guards.setHold(serviceRef, aHold());
        await blocker.rollback();
        expect(await outcome).toMatchObject([{ status: 'rejected' }]);
        expect(await store.get('p-1')).toEqual(promotion);
        expect(await guards.hold(serviceRef, 'production')).toEqual(aHold());
      });
    }

    it('comes before or after the hold of a person, never in its place', async () => {
      for (let round = 0; round < 10; round += 1) {
        const environment = `e-${round}`;
        await request({ id: `r-${round}`, environment, state: 'queued' });
        const promotion = await store.get(`r-${round}`);
        const [written, held] = await Promise.allSettled([
          store.write({
            promotion: { ...promotion!, state: 'writing' },
            nextAttemptAt: undefined,
            record: [anEvent('writing')],
            hold: { ...hold, environment },
          }),
          guards.setHold(serviceRef, aHold({ environment })),
        ]);
        const wrote =
          written.status === 'fulfilled' && written.value !== undefined;
        expect(held).toMatchObject(
          wrote
            ? { status: 'rejected', reason: { name: 'ConflictError' } }
            : { status: 'fulfilled' },
        );
        expect(await guards.hold(serviceRef, environment)).toMatchObject({
          by: wrote ? hold.by : aHold().by,
        });
        expect(await store.get(`r-${round}`)).toMatchObject({
          state: wrote ? 'writing' : 'queued',
        });
      }
    });
  });

  it('refuses to change or delete what the record says', async () => {
    await append([anEvent('one'), anEvent('two')]);
    await expect(
      knex('promotion_record').update({ text: 'nothing' }),
    ).rejects.toThrow('append-only');
    await expect(knex('promotion_record').delete()).rejects.toThrow(
      'append-only',
    );
  });

  it('chains events without a gap when many write at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        append([anEvent(`event ${index}`)]),
      ),
    );
    expect(await verifyRecord(knex, serviceRef)).toEqual({
      intact: true,
      events: 20,
    });
  });

  describe('when somebody disables the guard of the record', () => {
    beforeEach(async () => {
      await append(['one', 'two', 'three'].map(anEvent));
      if (id === 'SQLITE_3') {
        await knex.raw('drop trigger promotion_record_no_update');
        await knex.raw('drop trigger promotion_record_no_delete');
      } else {
        await knex.raw(
          'alter table promotion_record disable trigger promotion_record_no_change',
        );
      }
    });

    it.each([
      ['changed', 2, 'the event was changed'],
      ['removed', 2, 'the event is missing'],
      ['cut', 3, 'the newest events were cut off'],
    ])('notices an event that was %s', async (how, position, because) => {
      const at = (place: number) =>
        knex('promotion_record').where({ position: place });
      if (how === 'changed') {
        await at(2).update({ actor: 'user:default/mallory' });
      } else if (how === 'removed') {
        await at(2).delete();
      } else {
        await at(3).delete();
      }
      expect(await verifyRecord(knex, serviceRef)).toEqual({
        intact: false,
        position,
        because,
      });
    });
  });

  it('tells history newest first, page by page, by kind', async () => {
    for (let index = 1; index <= 3; index += 1) {
      await request({
        id: `p-${index}`,
        environment: `e-${index}`,
        kind: index === 2 ? 'rollback' : 'promote',
        requestedAt: after(index * 10).toISOString(),
        release: aRelease(index),
      });
    }
    await guards.setHold(serviceRef, aHold({ at: after(25).toISOString() }));
    const first = await store.history(serviceRef, { limit: 2 });
    expect(first.total).toBe(4);
    expect(first.events.map(each => each.kind)).toEqual(['promotion', 'hold']);
    const last = first.events[1];
    const second = await store.history(serviceRef, {
      limit: 5,
      before: { at: last.at, id: last.id },
    });
    expect(second.events.map(each => each.promotionId)).toEqual(['p-2', 'p-1']);
    const rollbacks = await store.history(serviceRef, {
      limit: 5,
      kinds: ['rollback'],
    });
    expect(rollbacks).toMatchObject({
      total: 1,
      events: [{ kind: 'rollback', release: '1.0.2' }],
    });
  });

  it('migrates down again', async () => {
    await knex.migrate.down({
      directory: `${__dirname}/../../migrations`,
      name: '20261123110000_promotions.js',
    });
    expect(await knex.schema.hasTable('promotions')).toBe(false);
    expect(await knex.schema.hasTable('releases')).toBe(true);
  });
});
