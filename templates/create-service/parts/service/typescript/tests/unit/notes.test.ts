import { expect, test } from 'vitest';
import { MemoryNotes } from '../../src/notes/memory-notes.ts';
import { startService } from '../support/service.ts';

test('keeps a note', async () => {
  const { app } = await startService();
  const written = await app.inject({ method: 'POST', url: '/notes', payload: { text: 'Buy milk' } });
  expect(written.statusCode).toBe(201);
  expect(written.headers.location).toBe('/notes/1');
  expect(written.json()).toEqual({ id: 1, text: 'Buy milk', createdAt: expect.stringMatching(/Z$/) });
  expect((await app.inject('/notes/1')).json()).toEqual(written.json());
});

test('says that there is no such note', async () => {
  const { app } = await startService();
  const answer = await app.inject('/notes/7');
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ title: 'Not Found', detail: 'There is no note 7' });
});

test('lists notes page by page', async () => {
  const { app } = await startService();
  for (const text of ['one', 'two', 'three']) await app.inject({ method: 'POST', url: '/notes', payload: { text } });

  const first = (await app.inject('/notes?limit=2')).json();
  expect(first).toMatchObject({ notes: [{ text: 'one' }, { text: 'two' }], next: 2 });
  const second = (await app.inject(`/notes?limit=2&after=${first.next}`)).json();
  expect(second).toMatchObject({ notes: [{ text: 'three' }], next: null });
});

test.each([
  ['no text', {}, { pointer: '#', detail: "must have required property 'text'" }],
  ['an empty text', { text: '' }, { pointer: '#/text' }],
  ['a text that is too long', { text: 'a'.repeat(1_001) }, { pointer: '#/text' }],
  ['a text that is a number', { text: 5 }, { pointer: '#/text', detail: 'must be string' }],
  ['a character that PostgreSQL cannot store', { text: 'a\0b' }, { pointer: '#/text' }],
  ['an unknown property', { text: 'a', id: 5 }, { pointer: '#' }],
])('refuses a note with %s', async (_, payload, error) => {
  const { app } = await startService();
  const answer = await app.inject({ method: 'POST', url: '/notes', payload });
  expect(answer.statusCode).toBe(422);
  expect(answer.json()).toMatchObject({ title: 'Unprocessable Entity', errors: [error] });
});

test.each([
  ['/notes/first', 'id'],
  ['/notes/0', 'id'],
  ['/notes/9007199254740992', 'id'],
  ['/notes?limit=0', 'limit'],
  ['/notes?limit=101', 'limit'],
  ['/notes?after=-1', 'after'],
])('refuses %s', async (url, parameter) => {
  const { app } = await startService();
  const answer = await app.inject(url);
  expect(answer.statusCode).toBe(422);
  expect(answer.json()).toMatchObject({ errors: [{ parameter }] });
});

test('keeps only the newest notes in memory', async () => {
  const notes = new MemoryNotes();
  for (let id = 1; id <= 1_001; id += 1) await notes.add(`note ${id}`);
  expect(await notes.find(1)).toBeUndefined();
  expect(await notes.list(1, 0)).toMatchObject([{ id: 2 }]);
});
