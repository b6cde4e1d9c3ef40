import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PostgresNotes } from '../../src/notes/postgres-notes.ts';
import { startService } from '../support/service.ts';

// What the driver answers; tests/integration/notes.test.ts asks a real database.
const client = { query: vi.fn(), release: vi.fn() };
const query = vi.fn<(...parameters: unknown[]) => Promise<{ rows: object[] }>>();
const poolQuery = vi.spyOn(pg.Pool.prototype, 'query');
const connect = vi.spyOn(pg.Pool.prototype, 'connect');
const row = { id: '7', text: 'Buy milk', created_at: new Date('2026-01-02T03:04:05Z') };

let notes: PostgresNotes;

beforeEach(async () => {
  vi.resetAllMocks();
  client.query.mockResolvedValue({ rows: [] });
  poolQuery.mockImplementation(query);
  connect.mockImplementation(async () => client);
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
  connect.mockImplementationOnce(async () => {
    throw new Error('connect ECONNREFUSED');
  });
  query.mockResolvedValue({ rows: [] });
  expect(await notes.check()).toBe('unavailable');
  expect(await notes.check()).toBe('ok');
  expect(await notes.list(10, 0)).toEqual([]);
  const statements = client.query.mock.calls.map(([text]) => String(text));
  expect(statements.filter((text) => text.startsWith('CREATE TABLE notes'))).toHaveLength(1);
  expect(statements.at(-1)).toBe('COMMIT');
  expect(client.release).toHaveBeenCalledExactlyOnceWith();
});

test('rolls a failed migration back by closing its connection', async () => {
  client.query.mockRejectedValueOnce(new Error('permission denied'));
  expect(await notes.check()).toBe('unavailable');
  expect(client.release).toHaveBeenCalledExactlyOnceWith(true);
});

test('applies no migration twice', async () => {
  client.query.mockResolvedValue({ rows: [{ name: '0001-notes.sql' }] });
  query.mockResolvedValue({ rows: [] });
  expect(await notes.check()).toBe('ok');
  expect(client.query).not.toHaveBeenCalledWith(expect.stringContaining('CREATE TABLE notes'));
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
