import { mockServices } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { until } from '../__testUtils__/DeliveryBench';
import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { Lease, SourceLeaseStore } from './SourceLeaseStore';
import { backOff, SourceRunner } from './SourceRunner';
import { SourceStore } from './SourceStore';

jest.setTimeout(60_000);

const databases = testDatabases();
const times = {
  heartbeat: 10,
  acquire: 10,
  firstBackOff: 1,
  longestBackOff: 20,
};

describe.each(databases.eachSupportedId())('a source on %s', id => {
  let knex: Knex;
  let store: SourceStore;
  let clock: number;
  let leases: SourceLeaseStore;
  const stopping: AbortController[] = [];
  const ends: Promise<void>[] = [];

  beforeEach(async () => {
    knex = await databases.init(id);
    await migrate(knex);
    clock = 1_000_000;
    store = SourceStore.create({ knex });
    leases = SourceLeaseStore.create({ knex, now: () => clock });
    await store.register({
      id: 'github',
      kind: 'pipeline-runs',
      title: 'GitHub',
      staleAfterSeconds: 60,
    });
  });
  afterEach(async () => {
    stopping.splice(0).forEach(each => each.abort());
    await Promise.all(ends.splice(0));
    await knex.destroy();
  });

  function replica(
    owner: string,
    run: (
      lease: Lease,
      signal: AbortSignal,
      onAlive: () => void,
    ) => Promise<void>,
  ) {
    const stop = new AbortController();
    stopping.push(stop);
    ends.push(
      SourceRunner.create({
        source: {
          id: 'github',
          run: ({ lease, signal, onAlive }) => run(lease, signal, onAlive),
        },
        leases,
        store,
        owner,
        logger: mockServices.logger.mock(),
        onStatus: () => undefined,
        times,
      }).run(stop.signal),
    );
    return stop;
  }

  const untilAborted = (signal: AbortSignal) =>
    new Promise<void>(resolve => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });

  it('runs on one replica, and on the other as soon as the first stops', async () => {
    const running: string[] = [];
    const work = (owner: string) => async (_: Lease, signal: AbortSignal) => {
      running.push(owner);
      await untilAborted(signal);
    };
    const first = replica('a', work('a'));
    await until(
      async () => running,
      each => each.length === 1,
    );
    replica('b', work('b'));
    await new Promise(resolve => setTimeout(resolve, 60));
    expect(running).toEqual(['a']);
    first.abort();
    await until(
      async () => running,
      each => each.length === 2,
    );
    expect(running).toEqual(['a', 'b']);
  });

  it('is taken over when its replica stops renewing, and the old run hears of it and can write no more', async () => {
    const held: { lease: Lease; signal: AbortSignal }[] = [];
    replica('a', async (lease, signal) => {
      held.push({ lease, signal });
      await untilAborted(signal);
    });
    await until(
      async () => held,
      each => each.length === 1,
    );
    // As if this replica had slept through the whole lease.
    clock += 60_000;
    const taken = await leases.acquire('github', 'b');
    expect(taken?.token).toBe(held[0].lease.token + 1);
    await until(
      async () => held[0].signal.aborted,
      aborted => aborted,
    );
    expect(await store.confirm(held[0].lease, 'later')).toBe(false);
    expect(await leases.holds(held[0].lease)).toBe(false);
    expect(await leases.renew(held[0].lease)).toBe(false);
  });

  it('is tried again after it failed, says why meanwhile, and keeps what it confirmed', async () => {
    let runs = 0;
    let recover: () => void = () => undefined;
    const recovered = new Promise<void>(resolve => {
      recover = resolve;
    });
    replica('a', async (lease, signal, onAlive) => {
      runs += 1;
      if (runs < 4) {
        throw new Error(`no connection ${runs}`);
      }
      await recovered;
      await store.confirm(lease, '2026-11-20T10:00:00.000Z');
      onAlive();
      await untilAborted(signal);
    });
    await until(
      async () => (await store.list())[0],
      source => source.message === 'no connection 3',
    );
    expect((await store.list())[0].state).toBe('unreachable');
    recover();
    const [source] = await until(
      () => store.list(),
      ([each]) => each.state === 'fresh',
    );
    expect(source).toMatchObject({
      confirmedAt: '2026-11-20T10:00:00.000Z',
      message: undefined,
      nextTryAt: undefined,
    });
  });

  it('is tried again when it stops without being asked to', async () => {
    let runs = 0;
    replica('a', async () => {
      runs += 1;
    });
    await until(
      async () => runs,
      each => each >= 3,
    );
    expect((await store.list())[0]).toMatchObject({
      state: 'unreachable',
      message: 'The source stopped observing',
    });
  });
});

describe('backOff', () => {
  it('doubles up to half a minute, never all at once', () => {
    const defaults = { ...times, firstBackOff: 1000, longestBackOff: 30_000 };
    for (const [failures, full] of [
      [1, 1000],
      [2, 2000],
      [5, 16_000],
      [6, 30_000],
      [1000, 30_000],
    ]) {
      const wait = backOff(failures, defaults);
      expect(wait).toBeGreaterThanOrEqual(full / 2);
      expect(wait).toBeLessThanOrEqual(full);
    }
  });
});
