import { ReleaseReport } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { DatabaseReleaseStore } from './DatabaseReleaseStore';
import { deleteVerification, writeVeto } from './releaseOperations';

jest.setTimeout(60_000);

const databases = testDatabases();
const serviceRef = 'component:default/checkout-api';

const report = (n: number): ReleaseReport => ({
  schema: 'fairway.dev/release/v1',
  version: `1.0.${n}`,
  commit: String(n).repeat(40),
  image: 'ghcr.io/acme/checkout-api',
  digest: `sha256:${String(n).repeat(64)}`,
  quarantined: false,
  evidence: [],
});

const run = (n: number) => ({
  id: `run-${n}`,
  reportedAt: `2026-11-0${n}T10:00:00.000Z`,
});

describe.each(databases.eachSupportedId())('releases on %s', id => {
  let knex: Knex;
  let store: DatabaseReleaseStore;

  beforeEach(async () => {
    knex = await databases.init(id);
    await migrate(knex);
    await knex('services').insert({
      ref: serviceRef,
      namespace: 'default',
      name: 'checkout-api',
      title: 'checkout-api',
      pipeline: 'standard',
      annotations: '{}',
    });
    store = DatabaseReleaseStore.create({ knex });
  });
  afterEach(() => knex.destroy());

  const add = (n: number) => store.add(serviceRef, report(n), run(n));
  const versions = async () =>
    (await store.list(serviceRef, { limit: 50 })).map(each => [
      each.sequence,
      each.version,
    ]);

  it('is the same release if digest and commit are the same, whatever run reports it', async () => {
    const first = await add(1);
    const again = await store.add(serviceRef, report(1), run(2));
    expect(first.added).toBe(true);
    expect(again).toEqual({ release: first.release, added: false });
  });

  it('numbers releases by time, also when an older one is reported late', async () => {
    for (const n of [3, 1, 4, 2]) {
      await add(n);
    }
    expect(await versions()).toEqual([
      [4, '1.0.4'],
      [3, '1.0.3'],
      [2, '1.0.2'],
      [1, '1.0.1'],
    ]);
  });

  it('numbers without gaps when many are reported at once', async () => {
    await Promise.all([5, 2, 4, 1, 3].map(add));
    expect(await versions()).toEqual([5, 4, 3, 2, 1].map(n => [n, `1.0.${n}`]));
  });

  it('keeps the first verification and forgets a revoked one', async () => {
    const { release } = await add(1);
    const fact = {
      serviceRef,
      environment: 'staging',
      releaseId: release.id,
      verifiedAt: '2026-11-01T12:00:00.000Z',
    };
    await store.recordVerification(fact);
    await store.recordVerification({
      ...fact,
      verifiedAt: '2026-11-02T12:00:00.000Z',
    });
    expect(await store.verifications(serviceRef, 'staging')).toEqual([fact]);
    await deleteVerification(knex, fact);
    expect(await store.verifications(serviceRef)).toEqual([]);
  });

  it('says whether a veto changed anything', async () => {
    const { release } = await add(1);
    const veto = { by: 'user:default/ada', at: run(1).reportedAt, reason: 'x' };
    expect(await writeVeto(knex, serviceRef, release.id, veto)).toBe(true);
    expect(await writeVeto(knex, serviceRef, release.id, veto)).toBe(false);
    expect((await store.get(serviceRef, release.id))?.veto).toEqual(veto);
    expect(await writeVeto(knex, serviceRef, release.id, undefined)).toBe(true);
    expect((await store.get(serviceRef, release.id))?.veto).toBeUndefined();
  });
});
