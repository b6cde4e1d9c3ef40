import { DeploymentObservation } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { DatabaseReleaseStore } from '../releases/DatabaseReleaseStore';
import { DatabaseDeploymentStore } from './DatabaseDeploymentStore';
import { DeploymentHistory } from './DeploymentHistory';

jest.setTimeout(60_000);

const databases = testDatabases();
const serviceRef = 'component:default/checkout-api';

const seen = (
  digest: string | undefined,
  more: Partial<DeploymentObservation> = {},
): DeploymentObservation => ({
  serviceRef,
  environment: 'production',
  digest,
  health: 'healthy',
  pods: 2,
  readyPods: 2,
  ...more,
});

describe.each(databases.eachSupportedId())('deployments on %s', id => {
  let knex: Knex;
  let store: DatabaseDeploymentStore;
  let history: DeploymentHistory;
  let minute: number;

  beforeEach(async () => {
    knex = await databases.init(id);
    await migrate(knex);
    minute = 0;
    history = DeploymentHistory.create({ knex });
    store = DatabaseDeploymentStore.create({
      knex,
      now: () => {
        minute += 1;
        return new Date(Date.UTC(2026, 10, 20, 10, minute));
      },
    });
  });
  afterEach(() => knex.destroy());

  const current = async () => (await store.list(serviceRef))[0];

  it('writes nothing for an observation that says nothing new', async () => {
    expect(await store.observe('kubernetes', seen('sha256:a'))).toBe(true);
    expect(await store.observe('kubernetes', seen('sha256:a'))).toBe(false);
  });

  it('knows since when a release runs and since when its health is as it is', async () => {
    await store.observe('kubernetes', seen('sha256:a'));
    await store.observe('kubernetes', seen('sha256:a', { health: 'degraded' }));
    expect(await current()).toMatchObject({
      since: '2026-11-20T10:01:00.000Z',
      healthSince: '2026-11-20T10:02:00.000Z',
      health: 'degraded',
    });
  });

  it('ends the span of the release before when another one runs', async () => {
    await store.observe('kubernetes', seen('sha256:a'));
    await store.observe('kubernetes', seen('sha256:a', { health: 'degraded' }));
    await store.observe(
      'kubernetes',
      seen('sha256:b', { health: 'progressing' }),
    );
    await store.observe('kubernetes', seen('sha256:b'));
    expect(await history.track(serviceRef, '2026-11-01')).toMatchObject([
      {
        digest: 'sha256:a',
        from: '2026-11-20T10:01:00.000Z',
        to: '2026-11-20T10:03:00.000Z',
        worstHealth: 'degraded',
      },
      { digest: 'sha256:b', to: undefined, worstHealth: 'healthy' },
    ]);
  });

  describe('that ran before the environment was seen first', () => {
    const past = [
      {
        digest: 'sha256:a',
        from: '2026-11-01T09:00:00Z',
        to: '2026-11-03T09:00:00Z',
      },
      {
        digest: 'sha256:b',
        from: '2026-11-03T09:00:00Z',
        to: '2026-11-05T09:00:00Z',
      },
      { digest: 'sha256:c', from: '2026-11-05T09:00:00Z' },
    ];
    const spans = async () =>
      (await history.track(serviceRef, '2026-10-01')).map(
        ({ digest, from, to, worstHealth }) => [digest, from, to, worstHealth],
      );
    const known = [
      [
        'sha256:a',
        '2026-11-01T09:00:00.000Z',
        '2026-11-03T09:00:00.000Z',
        'unknown',
      ],
      [
        'sha256:b',
        '2026-11-03T09:00:00.000Z',
        '2026-11-05T09:00:00.000Z',
        'unknown',
      ],
      ['sha256:c', '2026-11-05T09:00:00.000Z', undefined, 'healthy'],
    ];

    it('are stored in order, once, and what runs now has its true age', async () => {
      await store.observe('argocd', seen(undefined, { pods: undefined }));
      await store.observe('kubernetes', seen('sha256:c', { past }));
      expect(await spans()).toEqual(known);
      expect(await current()).toMatchObject({
        since: '2026-11-05T09:00:00.000Z',
        healthSince: '2026-11-20T10:01:00.000Z',
      });
      expect(
        await store.observe('kubernetes', seen('sha256:c', { past })),
      ).toBe(false);
      await store.observe(
        'kubernetes',
        seen('sha256:c', { past, readyPods: 1 }),
      );
      await store.replaceAll('kubernetes', [seen('sha256:c', { past })]);
      expect(await spans()).toEqual(known);
    });

    it('add nothing to what was observed since', async () => {
      await store.observe('kubernetes', seen('sha256:c', { past }));
      await store.observe('kubernetes', seen('sha256:d', { past }));
      expect(await spans()).toEqual([
        ...known.slice(0, 2),
        ['sha256:c', '2026-11-05T09:00:00.000Z', expect.any(String), 'healthy'],
        ['sha256:d', expect.any(String), undefined, 'healthy'],
      ]);
    });

    it('do not end what still runs while its successor starts', async () => {
      await store.observe(
        'kubernetes',
        seen('sha256:b', { past, health: 'progressing' }),
      );
      expect((await spans()).map(([digest, , to]) => [digest, to])).toEqual([
        ['sha256:a', '2026-11-03T09:00:00.000Z'],
        ['sha256:b', undefined],
      ]);
    });

    it('are not believed if their times make no sense', async () => {
      await store.observe(
        'kubernetes',
        seen('sha256:c', {
          past: [
            { digest: 'sha256:a', from: 'yesterday', to: 'today' },
            { digest: 'sha256:b', from: '2036-01-01T00:00:00Z' },
          ],
        }),
      );
      expect(await spans()).toHaveLength(1);
    });
  });

  it('knows what ran before without failing, the last first, each once', async () => {
    const releases = DatabaseReleaseStore.create({ knex });
    const ids = new Map<string, string>();
    for (const name of ['a', 'b', 'bad', 'c']) {
      const { release } = await releases.add(
        serviceRef,
        {
          schema: 'fairway.dev/release/v1',
          version: name,
          commit: name,
          image: 'registry.example/acme/checkout-api',
          digest: `sha256:${name}`,
          quarantined: false,
          evidence: [],
        },
        { id: `run-${name}`, reportedAt: '2026-11-20T09:00:00.000Z' },
      );
      ids.set(name, release.id);
    }
    for (const name of ['a', 'b', 'bad', 'a', 'untold', 'c']) {
      await store.observe('kubernetes', seen(`sha256:${name}`));
      if (name === 'bad') {
        await store.observe(
          'kubernetes',
          seen('sha256:bad', { health: 'degraded' }),
        );
      }
    }

    expect(await history.earlier(serviceRef, 'production')).toEqual([
      { releaseId: ids.get('a'), until: '2026-11-20T10:06:00.000Z' },
      { releaseId: ids.get('b'), until: '2026-11-20T10:03:00.000Z' },
    ]);
    expect(await history.earlier(serviceRef, 'staging')).toEqual([]);
  });

  it('keeps what another source sees when one says the service is gone', async () => {
    await store.observe('kubernetes', seen('sha256:a'));
    await store.observe(
      'argocd',
      seen(undefined, { pods: undefined, sync: 'synced', revision: 'abc' }),
    );
    await store.remove('kubernetes', serviceRef, 'production');
    expect((await current()).digest).toBeUndefined();
    expect(await current()).toMatchObject({
      health: 'missing',
      sync: 'synced',
      revision: 'abc',
      sources: ['argocd', 'kubernetes'],
    });
    expect(await history.historyCount(serviceRef)).toBe(1);
  });

  it('marks as missing what a complete list of a source leaves out, and tells whose rows changed', async () => {
    const other = 'component:default/ledger';
    await store.observe('kubernetes', seen('sha256:a'));
    await store.observe('kubernetes', seen('sha256:c', { serviceRef: other }));
    const changed = await store.replaceAll('kubernetes', [seen('sha256:a')]);
    expect(changed).toEqual([other]);
    expect(await current()).toMatchObject({ health: 'healthy' });
    expect((await store.list(other))[0]).toMatchObject({ health: 'missing' });
    expect(await store.replaceAll('kubernetes', [seen('sha256:a')])).toEqual(
      [],
    );
  });

  it('merges two sources that report at the same moment', async () => {
    await Promise.all([
      store.observe('kubernetes', seen('sha256:a')),
      store.observe(
        'argocd',
        seen(undefined, {
          pods: undefined,
          readyPods: undefined,
          sync: 'out-of-sync',
          health: 'progressing',
        }),
      ),
    ]);
    expect(await current()).toMatchObject({
      digest: 'sha256:a',
      sync: 'out-of-sync',
      health: 'progressing',
      pods: 2,
    });
  });
});
