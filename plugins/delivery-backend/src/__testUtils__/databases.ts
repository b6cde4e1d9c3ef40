import { TestDatabases } from '@backstage/backend-test-utils';

/** SQLite, and PostgreSQL where a connection is given. */
export function testDatabases(): TestDatabases {
  return TestDatabases.create({
    ids: process.env.BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING
      ? ['SQLITE_3', 'POSTGRES_15']
      : ['SQLITE_3'],
  });
}
