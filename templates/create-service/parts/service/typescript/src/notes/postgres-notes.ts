import { setTimeout } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import type { FastifyBaseLogger } from 'fastify';
import pg from 'pg';
import { inSpan } from '../observability/tracing.ts';
import { migrate, migrationClient } from './migrations.ts';
import { DatabaseUnavailableError, type Note, type Notes } from './note.ts';

/** How long a request or a probe waits for a migration. */
const PATIENCE_MILLISECONDS = 2_000;

interface Row {
  readonly id: string;
  readonly text: string;
  readonly created_at: Date;
}

/** Keeps notes in PostgreSQL. The database may come up later than the service; until then it is not ready. */
export class PostgresNotes implements Notes {
  readonly #connectionString: string;
  readonly #pool: pg.Pool;
  readonly #log: FastifyBaseLogger;
  #migrated = false;
  #migration: { client: pg.Client; failure: Promise<Error | undefined> } | undefined;

  constructor(connectionString: string, log: FastifyBaseLogger) {
    this.#connectionString = connectionString;
    this.#log = log;
    this.#pool = new pg.Pool({
      connectionString,
      // While a release takes over, two times ten instances run: 80 connections of the 100 that PostgreSQL usually has.
      max: 4,
      connectionTimeoutMillis: 2_000,
      statement_timeout: 5_000,
      query_timeout: 6_000,
    });
    // An idle connection that breaks would otherwise end the process.
    this.#pool.on('error', (error) => log.warn({ err: error }, 'A connection to the database broke'));
  }

  async add(text: string): Promise<Note> {
    const [row] = await this.#query('INSERT notes', 'INSERT INTO notes (text) VALUES ($1) RETURNING *', [text]);
    return toNote(row as Row);
  }

  async find(id: number): Promise<Note | undefined> {
    const [row] = await this.#query('SELECT notes', 'SELECT * FROM notes WHERE id = $1', [id]);
    return row && toNote(row);
  }

  async list(limit: number, after: number): Promise<Note[]> {
    const text = 'SELECT * FROM notes WHERE id > $1 ORDER BY id LIMIT $2';
    return (await this.#query('SELECT notes', text, [after, limit])).map(toNote);
  }

  async check() {
    try {
      await this.#migrate();
      await this.#pool.query('SELECT 1');
      return 'ok' as const;
    } catch (error) {
      this.#log.warn({ err: error }, 'The database does not answer');
      return 'unavailable' as const;
    }
  }

  close(): Promise<void> {
    void this.#migration?.client.end();
    return this.#pool.end();
  }

  async #query(name: string, text: string, values: readonly (string | number)[]): Promise<Row[]> {
    const attributes = { 'db.system.name': 'postgresql', 'db.query.text': text };
    try {
      return await inSpan(name, { kind: SpanKind.CLIENT, attributes }, async () => {
        await this.#migrate();
        const { rows } = await this.#pool.query<Row>(text, [...values]);
        return rows;
      });
    } catch (error) {
      throw isUnavailable(error)
        ? new DatabaseUnavailableError('The database does not answer', { cause: error })
        : error;
    }
  }

  /** Waits a moment for the migration. It goes on when its callers give up, and the next one hears how it ended. */
  async #migrate(): Promise<void> {
    if (this.#migrated) return;
    this.#migration ??= this.#startMigration();
    const migration = this.#migration;
    const stillRuns = new Error('The migration still runs');
    const patience = setTimeout(PATIENCE_MILLISECONDS, stillRuns, { ref: false });
    const failure = await Promise.race([migration.failure, patience]);
    if (failure === undefined) return;
    if (failure !== stillRuns && this.#migration === migration) this.#migration = undefined;
    throw failure;
  }

  #startMigration() {
    const client = migrationClient(this.#connectionString);
    const failure = migrate(client).then(
      () => {
        this.#migrated = true;
        return undefined;
      },
      (cause) => new Error('The migration failed', { cause }),
    );
    return { client, failure };
  }
}

/** No answer at all, or one that blames the server: connection, resources, or an operator (SQLSTATE 08, 53 and 57). */
function isUnavailable(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || /^(08|53|57)/.test(error.code ?? '');
}

/** The driver reads a bigint as text, since not each one fits a number; ours start at 1 and do. */
function toNote({ id, text, created_at }: Row): Note {
  return { id: Number(id), text, createdAt: created_at.toISOString() };
}
