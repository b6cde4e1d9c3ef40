import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { PostgresNotes } from '../../src/notes/postgres-notes.ts';
import { startService } from '../support/service.ts';

// What PostgreSQL says to somebody who may come in: AuthenticationOk, ReadyForQuery.
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** A database that lets everybody in, and does this when it is asked for something. */
async function startDatabase(asked: (connection: Socket) => void): Promise<string> {
  const server = createServer((connection) => {
    connection.on('error', () => undefined);
    connection.once('data', () => {
      connection.write(WELCOME);
      connection.once('data', () => asked(connection));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return `postgresql://service@127.0.0.1:${(server.address() as AddressInfo).port}/notes`;
}

async function openNotes(databaseUrl: string): Promise<PostgresNotes> {
  const { app } = await startService();
  return new PostgresNotes(databaseUrl, app.log);
}

test('a connection that breaks during the migration is no more than a database that is not available', async () => {
  const notes = await openNotes(await startDatabase((connection) => connection.destroy()));
  expect(await notes.check()).toBe('unavailable');
  expect(await notes.check()).toBe('unavailable');
  await notes.close();
});

test('a migration ends with the service', async () => {
  const closed = Promise.withResolvers<void>();
  const database = await startDatabase((connection) => connection.once('close', closed.resolve));
  const notes = await openNotes(database);
  expect(await notes.check()).toBe('unavailable');
  await notes.close();
  await closed.promise;
});
