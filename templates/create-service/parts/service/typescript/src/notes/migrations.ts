import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const FOLDER = new URL('../../migrations/', import.meta.url);

/** A connection for `migrate` alone: those of requests allow a statement only seconds. */
export function migrationClient(connectionString: string): pg.Client {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 2_000,
    // Notices that the database has vanished, however long a statement may take.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // When the connection breaks, the statement that runs fails; unheard, the event would also end the process.
  client.on('error', () => undefined);
  return client;
}

/**
 * Brings the database to the newest schema. The release before still runs while this happens, and a rollback leaves
 * the schema as it is: a migration may only add what the older code does not mind.
 */
export async function migrate(client: pg.Client): Promise<void> {
  try {
    await client.connect();
    await client.query('BEGIN');
    await applyMissing(client);
    await client.query('COMMIT');
  } finally {
    // Rolls back what is not committed; nobody has to wait for it.
    void client.end();
  }
}

async function applyMissing(client: pg.Client): Promise<void> {
  await client.query('SET LOCAL statement_timeout = 0');
  // Replicas that start together wait here for one another.
  await client.query("SELECT pg_advisory_xact_lock(hashtext('schema_migrations'))");
  // Everybody queues behind a statement that waits for a table: better to give up, and to try again.
  await client.query("SET LOCAL lock_timeout = '5s'");
  await client.query('CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY)');
  const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations');
  const applied = new Set(rows.map(({ name }) => name));
  for (const name of (await readdir(FOLDER)).sort()) {
    if (applied.has(name)) continue;
    await client.query(await readFile(new URL(name, FOLDER), 'utf8'));
    await client.query('INSERT INTO schema_migrations (name) VALUES ($1)', [name]);
  }
}
