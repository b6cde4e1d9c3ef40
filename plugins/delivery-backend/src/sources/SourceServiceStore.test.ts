import { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { FreshnessSweeper } from './FreshnessSweeper';
import { Lease, SourceLeaseStore } from './SourceLeaseStore';
import { SourceServiceStore } from './SourceServiceStore';
import { SourceStatusReader } from './SourceStatusReader';
import { SourceStore } from './SourceStore';

jest.setTimeout(60_000);

const databases = testDatabases();
const ref = 'component:default/checkout-api';
const at = (second: number) =>
  `2026-11-20T10:00:${String(second).padStart(2, '0')}.000Z`;
const unreachable = (environments?: string[]) => ({
  state: 'unreachable' as const,
  message: 'Cluster two does not answer',
  environments,
});

describe.each(databases.eachSupportedId())(
  'what a source cannot see of a service, on %s',
  id => {
    let knex: Knex;
    let sources: SourceStore;
    let store: SourceServiceStore;
    let lease: Lease;
    let now: Date;

    beforeEach(async () => {
      knex = await databases.init(id);
      await migrate(knex);
      now = new Date(at(30));
      sources = SourceStore.create({ knex });
      store = SourceServiceStore.create({ knex });
      await sources.register({
        id: 'kubernetes',
        kind: 'deployments',
        title: 'Kubernetes',
        staleAfterSeconds: 60,
      });
      const leases = SourceLeaseStore.create({ knex });
      const acquired = await leases.acquire('kubernetes', 'test');
      lease = acquired ?? { sourceId: 'kubernetes', token: 0 };
      await sources.confirm(lease, at(0));
    });
    afterEach(() => knex.destroy());

    async function fail(failure: Parameters<SourceServiceStore['fail']>[2]) {
      const source = await sources.find('kubernetes');
      await store.fail(source ?? { id: 'none' }, ref, failure, at(10));
    }

    async function shown() {
      const reader = SourceStatusReader.create({
        store: sources,
        services: store,
        now: () => now,
      });
      const freshness = await reader.ofService(ref);
      return Object.fromEntries(
        ['staging', 'production'].map(environment => {
          const [provenance] = freshness.deployments(environment, []);
          return [environment, [provenance.state, provenance.asOf]];
        }),
      );
    }

    it('greys out the environments that are named and no others, with the age they had', async () => {
      await fail(unreachable(['production']));
      await sources.confirm(lease, at(20));
      expect(await shown()).toEqual({
        staging: ['fresh', at(20)],
        production: ['unreachable', at(0)],
      });
    });

    it('takes a newer failure for the whole truth about the service', async () => {
      await fail(unreachable(['production']));
      await fail(unreachable(['staging']));
      expect(await shown()).toEqual({
        staging: ['unreachable', at(0)],
        production: ['fresh', at(10)],
      });
      await fail(unreachable());
      expect(await shown()).toEqual({
        staging: ['unreachable', at(0)],
        production: ['unreachable', at(10)],
      });
    });

    it('keeps the environments that are excepted, and greys out those it never heard of', async () => {
      await fail({ ...unreachable(), except: ['staging'] });
      expect(await shown()).toEqual({
        staging: ['fresh', at(10)],
        production: ['unreachable', at(0)],
      });
    });

    it('sees all of a service again when it is confirmed, or when everything is', async () => {
      const failure = unreachable(['production']);
      await fail(failure);
      await store.confirm('kubernetes', ref, at(20));
      expect(await shown()).toMatchObject({ production: ['fresh', at(20)] });
      await fail(failure);
      await store.confirmAll('kubernetes', at(25));
      expect(await shown()).toMatchObject({ production: ['fresh', at(25)] });
    });

    it('lets fleet rows follow once per change', async () => {
      const rebuilt: (string[] | undefined)[] = [];
      const sweeper = FreshnessSweeper.create({
        store: sources,
        services: store,
        now: () => now,
        onChanged: async (_source, refs) => {
          rebuilt.push(refs);
        },
      });
      await sweeper.sweep();
      rebuilt.length = 0;
      await fail(unreachable(['production', 'staging']));
      await sweeper.sweep();
      await sweeper.sweep();
      expect(rebuilt).toEqual([[ref]]);
      await store.confirm('kubernetes', ref, at(20));
      await sweeper.sweep();
      await sweeper.sweep();
      expect(rebuilt).toEqual([[ref], [ref]]);
    });

    describe('in a fleet of more services than one page', () => {
      const refs = Array.from(
        { length: 2100 },
        (_, n) => `component:default/service-${n}`,
      );
      let rebuilt: string[];
      let sweeper: FreshnessSweeper;

      beforeEach(async () => {
        rebuilt = [];
        sweeper = FreshnessSweeper.create({
          store: sources,
          services: store,
          now: () => now,
          onChanged: async (_source, changed) => {
            rebuilt.push(...(changed ?? []));
          },
        });
        await knex.batchInsert(
          'source_services',
          refs.map(each => ({
            service_ref: each,
            source_id: 'kubernetes',
            environment: '',
            state: 'fresh',
            confirmed_at: at(10),
          })),
          100,
        );
        now = new Date('2026-11-20T10:05:00.000Z');
      });

      it('shows all as stale in one sweep, and each once', async () => {
        await sources.live(lease, now.toISOString());
        await sweeper.sweep();
        await sweeper.sweep();
        expect(rebuilt.sort()).toEqual([...refs].sort());
      });

      it('shows a service that fails although all others have not been confirmed by themselves for long', async () => {
        await sources.confirm(lease, now.toISOString());
        await store.fail(
          { id: 'kubernetes' },
          refs[2050],
          unreachable(),
          now.toISOString(),
        );
        await sweeper.sweep();
        expect(rebuilt).toEqual([refs[2050]]);
      });

      it('shows a service that fails although all others are shown as stale', async () => {
        await sources.live(lease, now.toISOString());
        await sweeper.sweep();
        rebuilt.length = 0;
        await store.fail(
          { id: 'kubernetes' },
          refs[2050],
          unreachable(),
          now.toISOString(),
        );
        await sweeper.sweep();
        expect(rebuilt).toEqual([refs[2050]]);
      });
    });
  },
);
