import { SpanKind } from '@opentelemetry/api';
import type { FastifyBaseLogger } from 'fastify';
import pg from 'pg';
import { inSpan } from '../observability/tracing.ts';
import { migrate } from './migrations.ts';
import { DatabaseUnavailableError, type Note, type Notes } from './note.ts';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly created_at: Date;
}

/** Keeps notes in PostgreSQL. The database may come up later than the service; until then it is not ready. */
export class PostgresNotes implements Notes {
  readonly #pool: pg.Pool;
  readonly #log: FastifyBaseLogger;
  #migrated: Promise<void> | undefined;

  constructor(connectionString: string, log: FastifyBaseLogger) {
    this.#log = log;
    this.#pool = new pg.Pool({
      connectionString,
      // Ten instances stay well below PostgreSQL's usual 100 connections.
      max: 8,
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

  #migrate(): Promise<void> {
    this.#migrated ??= migrate(this.#pool).catch((error) => {
      this.#migrated = undefined;
      throw error;
    });
    return this.#migrated;
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
