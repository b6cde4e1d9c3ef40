import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startService } from '../support/service.ts';

const databaseUrl = process.env.TEST_DATABASE_URL;
if (!databaseUrl) console.info('TEST_DATABASE_URL is not set: the tests with PostgreSQL are skipped');

describe.skipIf(!databaseUrl)('notes in PostgreSQL', () => {
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(databaseUrl ?? 'postgresql://not-used');
  url.searchParams.set('options', `-c search_path=${schema}`);
  const environment = { DATABASE_URL: url.href };
  let admin: pg.Client;

  beforeEach(async () => {
    admin = new pg.Client(databaseUrl);
    await admin.connect();
    await admin.query(`CREATE SCHEMA ${schema}`);
  });

  afterEach(async () => {
    await admin.query(`DROP SCHEMA ${schema} CASCADE`);
    await admin.end();
  });

  test('is ready', async () => {
    const { app } = await startService(environment);
    const ready = await app.inject('/health/ready');
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({ checks: { database: 'ok' } });
  });

  test('keeps notes beyond the end of the process, and lists them page by page', async () => {
    const { app: first } = await startService(environment);
    const texts = ['one', "it's two", 'three ☕'];
    for (const text of texts) {
      const written = await first.inject({ method: 'POST', url: '/notes', payload: { text } });
      expect(written).toMatchObject({ statusCode: 201 });
      expect((await first.inject(String(written.headers.location))).json()).toEqual(written.json());
    }
    await first.close();

    const { app: second } = await startService(environment);
    const page = (await second.inject('/notes?limit=2')).json();
    expect(page).toMatchObject({ notes: [{ id: 1, text: 'one' }, { text: "it's two" }], next: 2 });
    const rest = (await second.inject('/notes?limit=2&after=2')).json();
    expect(rest).toMatchObject({ notes: [{ id: 3, text: 'three ☕' }], next: null });
    expect(await second.inject('/notes/4')).toMatchObject({ statusCode: 404 });
    expect(await second.inject(`/notes/${Number.MAX_SAFE_INTEGER}`)).toMatchObject({ statusCode: 404 });
  });

  test('instances that start together migrate once', async () => {
    const services = await Promise.all(Array.from({ length: 4 }, () => startService(environment)));
    const answers = await Promise.all(services.map(({ app }) => app.inject('/health/ready')));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    const { rows } = await admin.query(`SELECT name FROM ${schema}.schema_migrations`);
    expect(rows).toEqual([{ name: '0001-notes.sql' }]);
  });

  test('a migration takes longer than a statement of a request may, and nobody has to wait for it', async () => {
    await admin.query("SELECT pg_advisory_lock(hashtext('schema_migrations'))");
    const { app } = await startService(environment);
    const answers = await Promise.all([app.inject('/health/ready'), app.inject('/notes')]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 503]);
    // Requests give up a statement after five seconds, and its connection after six.
    await setTimeout(5_000);
    await admin.query("SELECT pg_advisory_unlock(hashtext('schema_migrations'))");
    const applied = async () => (await admin.query('SELECT to_regclass($1) AS found', [`${schema}.notes`])).rows;
    await expect.poll(applied).toEqual([{ found: expect.any(String) }]);
    expect(await app.inject('/notes')).toMatchObject({ statusCode: 200 });
  });

  test('lives when the database ends a migration', async () => {
    await admin.query("SELECT pg_advisory_lock(hashtext('schema_migrations'))");
    const { app } = await startService(environment);
    const ready = app.inject('/health/ready');
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE query LIKE 'SELECT pg_advisory_xact_lock%' AND wait_event = 'advisory'`;
    await expect.poll(async () => (await admin.query(end)).rows).not.toEqual([]);
    expect(await ready).toMatchObject({ statusCode: 503 });
    await admin.query("SELECT pg_advisory_unlock(hashtext('schema_migrations'))");
    await expect.poll(async () => (await app.inject('/health/ready')).statusCode).toBe(200);
  });

  test('works again after the database has closed its connections', async () => {
    const { app } = await startService(environment);
    expect(await app.inject('/health/ready')).toMatchObject({ statusCode: 200 });
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = $1', ['SELECT 1']);
    await expect.poll(async () => (await app.inject('/health/ready')).statusCode).toBe(200);
  });
});
