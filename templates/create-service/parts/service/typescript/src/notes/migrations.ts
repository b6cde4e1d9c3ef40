import { readdir, readFile } from 'node:fs/promises';
import type { Pool, PoolClient } from 'pg';

const FOLDER = new URL('../../migrations/', import.meta.url);

/**
 * Brings the database to the newest schema. The release before still runs while this happens, and a rollback leaves
 * the schema as it is: a migration may only add what the older code does not mind.
 */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await applyMissing(client);
    await client.query('COMMIT');
  } catch (error) {
    // Closing the connection rolls back, even when the connection is what failed.
    client.release(true);
    throw error;
  }
  client.release();
}

async function applyMissing(client: PoolClient): Promise<void> {
  // Replicas that start together wait here for one another.
  await client.query("SELECT pg_advisory_xact_lock(hashtext('schema_migrations'))");
  await client.query('CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY)');
  const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations');
  const applied = new Set(rows.map(({ name }) => name));
  for (const name of (await readdir(FOLDER)).sort()) {
    if (applied.has(name)) continue;
    await client.query(await readFile(new URL(name, FOLDER), 'utf8'));
    await client.query('INSERT INTO schema_migrations (name) VALUES ($1)', [name]);
  }
}
