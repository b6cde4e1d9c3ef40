import { fleetQuerySchema } from '@fairway/backstage-plugin-delivery-common';
import fc from 'fast-check';
import { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { noStates } from './fleetRecord';
import { FleetStore } from './FleetStore';

jest.setTimeout(60_000);

const databases = testDatabases();

const put = (
  store: FleetStore,
  name: string,
  more: {
    attention?: number;
    behind?: number;
    owner?: string;
    degraded?: number;
  },
) =>
  store.put({
    attention: more.attention ?? 9,
    counts: { ...noStates(), healthy: 3, degraded: more.degraded ?? 0 },
    row: {
      serviceRef: `component:default/${name}`,
      name,
      namespace: 'default',
      title: name.toLocaleUpperCase('en-US'),
      owner: more.owner,
      pipeline: 'standard',
      cells: [],
      behind: more.behind,
    },
  });

describe.each(databases.eachSupportedId())('the fleet on %s', id => {
  let knex: Knex;
  let store: FleetStore;

  beforeEach(async () => {
    knex = await databases.init(id);
    await migrate(knex);
    store = FleetStore.create({ knex });
  });
  afterEach(() => knex.destroy());

  const page = (query: object) =>
    store.page(fleetQuerySchema.parse(query), () => undefined);
  const names = async (query: object) =>
    (await page(query)).rows.map(row => row.name);

  it('sorts by need, by name and by how far behind', async () => {
    await put(store, 'b', { attention: 9, behind: 2 });
    await put(store, 'c', { attention: 0, behind: 0 });
    await put(store, 'a', { attention: 9 });
    expect(await names({})).toEqual(['c', 'a', 'b']);
    expect(await names({ sort: 'name' })).toEqual(['a', 'b', 'c']);
    expect(await names({ sort: 'behind' })).toEqual(['b', 'c', 'a']);
  });

  it('counts cells over all that match the other filters, whatever the state filter', async () => {
    await put(store, 'a', { owner: 'group:default/x', degraded: 1 });
    await put(store, 'b', { owner: 'group:default/x' });
    await put(store, 'c', { owner: 'group:default/y', degraded: 1 });
    const query = fleetQuerySchema.parse({
      owner: 'group:default/x',
      state: 'degraded',
    });
    expect(await names(query)).toEqual(['a']);
    expect(await store.counts(query, () => undefined)).toMatchObject({
      healthy: 6,
      degraded: 1,
    });
  });

  it('finds text literally in name and title', async () => {
    await put(store, 'a_b', {});
    await put(store, 'axb', {});
    expect(await names({ q: 'A_' })).toEqual(['a_b']);
  });

  it('pages through any fleet without missing or repeating a service', async () => {
    const service = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      attention: fc.integer({ min: 0, max: 2 }),
      behind: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(service, { selector: each => each.name }),
        fc.constantFrom('attention', 'name', 'behind'),
        fc.integer({ min: 1, max: 3 }),
        async (services, sort, limit) => {
          await knex('fleet_rows').delete();
          for (const each of services) {
            await put(store, each.name, each);
          }
          const whole = await names({ sort, limit: 200 });
          const seen: string[] = [];
          let cursor: string | undefined;
          do {
            const next = await page({ sort, limit, cursor });
            expect(next.total).toBe(services.length);
            seen.push(...next.rows.map(row => row.name));
            cursor = next.nextCursor;
          } while (cursor);
          expect(seen).toEqual(whole);
          expect(seen).toHaveLength(services.length);
        },
      ),
      { numRuns: 30 },
    );
  });
});
