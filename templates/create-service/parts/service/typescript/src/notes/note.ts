import { type Static, Type } from '@fastify/type-provider-typebox';

export const Note = Type.Object(
  {
    id: Type.Integer({ minimum: 1 }),
    text: Type.String(),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'Note' },
);
export type Note = Static<typeof Note>;

/** The database could not be reached, or could not answer in time. */
export class DatabaseUnavailableError extends Error {
  override name = 'DatabaseUnavailableError';
}

/** Where notes are kept. */
export interface Notes {
  add(text: string): Promise<Note>;
  find(id: number): Promise<Note | undefined>;
  /** The notes after the given id, oldest first. */
  list(limit: number, after: number): Promise<Note[]>;
  /** Whether there is a database, and it answers. */
  check(): Promise<'ok' | 'not configured' | 'unavailable'>;
  close(): Promise<void>;
}
