import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { HttpProblem, problemAnswer } from '../http/problems.ts';
import { Note, type Notes } from './note.ts';

const NewNote = Type.Object(
  {
    // PostgreSQL cannot store the character NUL.
    text: Type.String({ minLength: 1, maxLength: 1_000, pattern: '^[^\\u0000]*$' }),
  },
  { additionalProperties: false },
);
const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const NoteReference = Type.Unsafe<Note>({ $ref: 'Note#', description: 'The note' });
const NotePage = Type.Object(
  {
    notes: Type.Array(NoteReference),
    next: Type.Union([Type.Integer(), Type.Null()], { description: 'What to pass as `after` for the next page' }),
  },
  { description: 'Some notes' },
);

export const noteRoutes: FastifyPluginAsyncTypebox<{ notes: Notes }> = async (app, { notes }) => {
  const tags = ['notes'];
  const common = {
    429: problemAnswer('Too many requests'),
    503: problemAnswer('The database does not answer'),
  };
  app.addSchema(Note);

  app.post(
    '/notes',
    {
      schema: {
        operationId: 'createNote',
        summary: 'Write a note',
        tags,
        body: NewNote,
        response: {
          201: NoteReference,
          400: problemAnswer('The body is not JSON'),
          413: problemAnswer('The body is too large'),
          415: problemAnswer('The body is of another type than JSON'),
          422: problemAnswer('The note is not valid'),
          ...common,
        },
      },
    },
    async (request, reply) => {
      const note = await notes.add(request.body.text);
      return reply.status(201).header('location', `/notes/${note.id}`).send(note);
    },
  );

  app.get(
    '/notes/:id',
    {
      schema: {
        operationId: 'getNote',
        summary: 'Read a note',
        tags,
        params: Type.Object({ id: Id }),
        response: {
          200: NoteReference,
          404: problemAnswer('There is no such note'),
          422: problemAnswer('The id is not valid'),
          ...common,
        },
      },
    },
    async (request) => {
      const note = await notes.find(request.params.id);
      if (!note) throw new HttpProblem(404, `There is no note ${request.params.id}`);
      return note;
    },
  );

  app.get(
    '/notes',
    {
      schema: {
        operationId: 'listNotes',
        summary: 'List notes, oldest first',
        tags,
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          after: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 }),
        }),
        response: { 200: NotePage, 422: problemAnswer('The page is not valid'), ...common },
      },
    },
    async (request) => {
      const { limit, after } = request.query;
      // One more than asked for tells whether there is a next page.
      const found = await notes.list(limit + 1, after);
      const page = found.slice(0, limit);
      return { notes: page, next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
    },
  );
};
