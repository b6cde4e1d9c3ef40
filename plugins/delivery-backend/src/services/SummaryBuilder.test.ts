import { fleetQuerySchema } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { DatabaseDeploymentStore } from '../deployments/DatabaseDeploymentStore';
import { FindingStore } from '../findings/FindingStore';
import { FleetStore } from '../fleet/FleetStore';
import { PipelineRunStore } from '../pipelineRuns/PipelineRunStore';
import { DatabaseCommitStore } from '../releases/DatabaseCommitStore';
import { DatabaseReleaseStore } from '../releases/DatabaseReleaseStore';
import { SourceServiceStore } from '../sources/SourceServiceStore';
import { SourceStatusReader } from '../sources/SourceStatusReader';
import { SourceStore } from '../sources/SourceStore';
import { DatabaseServiceStore } from './DatabaseServiceStore';
import { SummaryBuilder } from './SummaryBuilder';
import { SummaryStore } from './SummaryStore';

jest.setTimeout(60_000);

const databases = testDatabases();
const ref = 'component:default/checkout-api';
const service = {
  ref,
  namespace: 'default',
  name: 'checkout-api',
  title: 'Old title',
  pipeline: 'standard',
  annotations: {},
};

describe.each(databases.eachSupportedId())(
  'rebuilding a service on two replicas, on %s',
  id => {
    let knex: Knex;
    let services: DatabaseServiceStore;
    let summaries: SummaryStore;
    let fleet: FleetStore;
    let waiting: { have: number; need: number };

    beforeEach(async () => {
      knex = await databases.init(id);
      await migrate(knex);
      services = DatabaseServiceStore.create({ knex });
      summaries = SummaryStore.create({ knex });
      fleet = FleetStore.create({ knex });
      waiting = { have: 0, need: 2 };
      await services.replaceAll([service]);
    });
    afterEach(() => knex.destroy());

    /** Runs what is given once, after a replica read its facts or before it stores its fleet row. */
    async function rebuild(
      hooks: { read?(): Promise<unknown>; store?(): Promise<unknown> } = {},
    ): Promise<void> {
      const once = { ...hooks };
      const run = async (name: 'read' | 'store') => {
        const hook = once[name];
        delete once[name];
        await hook?.();
      };
      await SummaryBuilder.create({
        pipelines: new Map(),
        services,
        summaries,
        fleet: {
          has: (record, trx) => fleet.has(record, trx),
          put: async (record, trx) => {
            await run('store');
            await fleet.put(record, trx);
          },
        },
        deployments: DatabaseDeploymentStore.create({ knex }),
        releases: DatabaseReleaseStore.create({ knex }),
        commits: DatabaseCommitStore.create({ knex }),
        runs: PipelineRunStore.create({ knex }),
        findings: FindingStore.create({ knex }),
        promotions: {
          activeByService: async () => [],
          holds: async () => [],
          historyEvents: async () => ({ events: [], total: 0 }),
          verifiedReleases: async () => [],
          rollbackTargets: async () => [],
          waitingCounts: async () => {
            const counts = new Map([[ref, waiting]]);
            await run('read');
            return counts;
          },
        },
        sources: SourceStatusReader.create({
          store: SourceStore.create({ knex }),
          services: SourceServiceStore.create({ knex }),
        }),
      }).rebuild(ref);
    }

    async function shown() {
      const [stored, page] = await Promise.all([
        summaries.get(ref),
        fleet.page(fleetQuerySchema.parse({}), () => undefined),
      ]);
      return { summary: stored?.summary, row: page.rows[0] };
    }

    it.each(['new', 'known'])(
      'shows the newer facts of a service that is %s everywhere',
      async kind => {
        if (kind === 'known') {
          await rebuild();
        }
        let other: Promise<void> | undefined;
        await rebuild({
          store: async () => {
            other = services
              .replaceAll([{ ...service, title: 'New title' }])
              .then(() => rebuild());
            // It may have to wait until this one has stored its row.
            await Promise.race([other, sleep(500)]);
          },
        });
        await other;
        expect(await shown()).toMatchObject({
          summary: { title: 'New title' },
          row: { title: 'New title' },
        });
      },
    );

    it('keeps a newer fleet row although the summary is the same', async () => {
      await rebuild();
      await rebuild({
        read: async () => {
          waiting = { have: 1, need: 2 };
          await rebuild();
        },
      });
      expect((await shown()).row.waiting).toEqual({ have: 1, need: 2 });
    });

    it('keeps the version while nothing changes', async () => {
      await rebuild();
      const version = await summaries.version(ref);
      await rebuild();
      expect(await summaries.version(ref)).toBe(version);
    });
  },
);
