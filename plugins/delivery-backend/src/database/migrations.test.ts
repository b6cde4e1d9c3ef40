import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { readdirSync } from 'node:fs';
import { testDatabases } from '../__testUtils__/databases';
import { isSqlite } from './openDatabase';

jest.setTimeout(60_000);

const directory = resolvePackagePath(
  '@fairway/backstage-plugin-delivery-backend',
  'migrations',
);
const databases = testDatabases();

async function tables(knex: Knex): Promise<string[]> {
  const rows: { name: string }[] = isSqlite(knex)
    ? await knex('sqlite_master').where({ type: 'table' }).select('name')
    : await knex('pg_tables')
        .where({ schemaname: 'public' })
        .select('tablename as name');
  return rows
    .map(row => row.name)
    .filter(name => !/^(knex_|sqlite_)/.test(name))
    .sort();
}

describe.each(databases.eachSupportedId())('migrations on %s', id => {
  it('go up step by step and down to nothing', async () => {
    const knex = await databases.init(id);
    const steps = readdirSync(directory).length;
    const seen: string[][] = [await tables(knex)];
    for (let step = 0; step < steps; step += 1) {
      await knex.migrate.up({ directory });
      seen.push(await tables(knex));
    }
    expect(seen[1]).toEqual(
      expect.arrayContaining(['services', 'findings', 'fleet_rows']),
    );
    for (let step = steps; step > 0; step -= 1) {
      expect(await tables(knex)).toEqual(seen[step]);
      await knex.migrate.down({ directory });
    }
    expect(await tables(knex)).toEqual(seen[0]);
    await knex.destroy();
  });
});
