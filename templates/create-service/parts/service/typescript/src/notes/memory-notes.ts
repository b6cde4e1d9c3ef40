import type { Note, Notes } from './note.ts';

const NOTES_KEPT = 1_000;

/** Keeps the newest notes until the process ends: enough to run before there is a database. */
export class MemoryNotes implements Notes {
  readonly #notes = new Map<number, Note>();
  #lastId = 0;

  async add(text: string): Promise<Note> {
    this.#lastId += 1;
    const note = { id: this.#lastId, text, createdAt: new Date().toISOString() };
    this.#notes.set(note.id, note);
    this.#notes.delete(note.id - NOTES_KEPT);
    return note;
  }

  async find(id: number): Promise<Note | undefined> {
    return this.#notes.get(id);
  }

  async list(limit: number, after: number): Promise<Note[]> {
    return this.#notes
      .values()
      .filter((note) => note.id > after)
      .take(limit)
      .toArray();
  }

  async check() {
    return 'not configured' as const;
  }

  async close(): Promise<void> {}
}
