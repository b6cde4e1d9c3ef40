import { Knex } from 'knex';

/** A prepared statement of better-sqlite3. */
export interface SqliteStatement {
  run(...values: unknown[]): { lastInsertRowid: number | bigint };
  get(...values: unknown[]): unknown;
}

interface SqliteConnection {
  prepare(sql: string): SqliteStatement;
}

const prepared = new WeakMap<SqliteConnection, Map<string, SqliteStatement>>();

/**
 * Prepares statements on the connection of a transaction, each once for as long as the connection lives. Knex builds and
 * prepares a statement anew for every call, which for many small rows costs several times what SQLite itself needs.
 */
export async function sqliteStatements(
  trx: Knex.Transaction,
): Promise<(sql: string) => SqliteStatement> {
  const connection: unknown = await trx.client.acquireConnection();
  if (!isSqliteConnection(connection)) {
    throw new Error('The connection is none of better-sqlite3');
  }
  const known = prepared.get(connection) ?? new Map<string, SqliteStatement>();
  prepared.set(connection, known);
  return sql => {
    const statement = known.get(sql) ?? connection.prepare(sql);
    known.set(sql, statement);
    return statement;
  };
}

function isSqliteConnection(value: unknown): value is SqliteConnection {
  return (
    typeof value === 'object' &&
    value !== null &&
    'prepare' in value &&
    typeof value.prepare === 'function'
  );
}
