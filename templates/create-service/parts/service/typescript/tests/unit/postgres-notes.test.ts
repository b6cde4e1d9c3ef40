import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PostgresNotes } from '../../src/notes/postgres-notes.ts';
import { startService } from '../support/service.ts';

// What the driver answers; tests/integration/notes.test.ts asks a real database.
const migration = {
  connect: vi.spyOn(pg.Client.prototype, 'connect'),
  query: vi.spyOn(pg.Client.prototype, 'query'),
  end: vi.spyOn(pg.Client.prototype, 'end'),
};
const statement = vi.fn<(text: string) => Promise<{ rows: object[] }>>();
const query = vi.fn<(...parameters: unknown[]) => Promise<{ rows: object[] }>>();
const poolQuery = vi.spyOn(pg.Pool.prototype, 'query');
const row = { id: '7', text: 'Buy milk', created_at: new Date('2026-01-02T03:04:05Z') };

let notes: PostgresNotes;

beforeEach(async () => {
  vi.resetAllMocks();
  statement.mockResolvedValue({ rows: [] });
  migration.connect.mockImplementation(async () => undefined);
  migration.query.mockImplementation(statement);
  migration.end.mockImplementation(async () => undefined);
  poolQuery.mockImplementation(query);
  const { app } = await startService();
  notes = new PostgresNotes('postgresql://database/notes', app.log);
});

afterEach(() => notes.close());

test('reads rows as notes', async () => {
  const note = { id: 7, text: 'Buy milk', createdAt: '2026-01-02T03:04:05.000Z' };
  query.mockResolvedValue({ rows: [row] });
  expect(await notes.add('Buy milk')).toEqual(note);
  expect(await notes.find(7)).toEqual(note);
  expect(await notes.list(10, 0)).toEqual([note]);
  expect(await notes.check()).toBe('ok');
});

test('finds nothing', async () => {
  query.mockResolvedValue({ rows: [] });
  expect(await notes.find(7)).toBeUndefined();
});

test('migrates once, and again after a failure', async () => {
  migration.connect.mockImplementationOnce(async () => {
    throw new Error('connect ECONNREFUSED');
  });
  query.mockResolvedValue({ rows: [] });
  expect(await notes.check()).toBe('unavailable');
  expect(await notes.check()).toBe('ok');
  expect(await notes.list(10, 0)).toEqual([]);
  const statements = statement.mock.calls.map(([text]) => text);
  expect(statements.filter((text) => text.startsWith('CREATE TABLE notes'))).toHaveLength(1);
  expect(statements.at(-1)).toBe('COMMIT');
  expect(migration.end).toHaveBeenCalledTimes(2);
});

test('lets a migration take its time, but not wait for tables while everybody queues behind it', async () => {
  query.mockResolvedValue({ rows: [] });
  expect(await notes.check()).toBe('ok');
  const statements = statement.mock.calls.map(([text]) => text);
  expect(statements.slice(0, 4)).toEqual([
    'BEGIN',
    'SET LOCAL statement_timeout = 0',
    expect.stringContaining('pg_advisory_xact_lock'),
    "SET LOCAL lock_timeout = '5s'",
  ]);
});

test('is not available while a migration runs, which nobody starts again', async () => {
  const connected = Promise.withResolvers<undefined>();
  migration.connect.mockImplementation(() => connected.promise);
  query.mockResolvedValue({ rows: [row] });
  const asked = [notes.check(), notes.find(7)] as const;
  await expect(asked[1]).rejects.toMatchObject({ name: 'DatabaseUnavailableError' });
  expect(await asked[0]).toBe('unavailable');
  expect(query).not.toHaveBeenCalled();

  connected.resolve(undefined);
  expect(await notes.check()).toBe('ok');
  expect(await notes.find(7)).toMatchObject({ id: 7 });
  expect(migration.connect).toHaveBeenCalledOnce();
});

test('says how a migration failed that nobody waited for any more, and tries again', async () => {
  const connected = Promise.withResolvers<undefined>();
  migration.connect.mockImplementationOnce(() => connected.promise);
  query.mockResolvedValue({ rows: [row] });
  await expect(notes.find(7)).rejects.toMatchObject({ cause: { message: 'The migration still runs' } });
  connected.reject(databaseError('42501'));
  await setImmediate();
  await expect(notes.find(7)).rejects.toMatchObject({
    name: 'DatabaseUnavailableError',
    cause: { message: 'The migration failed', cause: { code: '42501' } },
  });
  expect(await notes.find(7)).toMatchObject({ id: 7 });
});

test('rolls a failed migration back by closing its connection', async () => {
  statement.mockResolvedValueOnce({ rows: [] }).mockRejectedValueOnce(new Error('permission denied'));
  expect(await notes.check()).toBe('unavailable');
  expect(statement).not.toHaveBeenCalledWith('COMMIT');
  expect(migration.end).toHaveBeenCalledOnce();
});

test('applies no migration twice', async () => {
  statement.mockResolvedValue({ rows: [{ name: '0001-notes.sql' }] });
  query.mockResolvedValue({ rows: [] });
  expect(await notes.check()).toBe('ok');
  expect(statement).not.toHaveBeenCalledWith(expect.stringContaining('CREATE TABLE notes'));
});

test.each([
  ['a lost connection', new Error('Connection terminated'), 'DatabaseUnavailableError'],
  ['a server that shuts down', databaseError('57P01'), 'DatabaseUnavailableError'],
  ['a statement that is wrong', databaseError('42601'), 'error'],
])('says what %s means', async (_, error, name) => {
  query.mockRejectedValue(error);
  await expect(notes.find(7)).rejects.toMatchObject({ name });
});

function databaseError(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('message', 7, 'error'), { code });
}
