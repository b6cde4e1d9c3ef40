import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { expect, test } from 'vitest';
import { NO_DATABASE, startServer, startService, stopClock } from '../support/service.ts';

interface Answer {
  readonly content: Readonly<Record<string, unknown>>;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Readonly<Record<string, Answer>> }>>>>;
}

const committed = readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8');
const description: Description = JSON.parse(committed);
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addSchema(description, 'openapi.json');

const JSON_TYPE = { 'content-type': 'application/json' };
const NOTE = { method: 'POST', url: '/notes', payload: { text: 'Buy milk' } } as const;

test('the committed description is current (npm run openapi writes it)', async () => {
  const { app } = await startService();
  expect(`${JSON.stringify((await app.inject('/openapi.json')).json(), null, 2)}\n`).toBe(committed);
});

test('every answer that is described is given as described', async () => {
  const given = new Set<string>();
  const answers = async (app: FastifyInstance, path: string, request: InjectOptions, code: number) => {
    given.add(await checkAnswer(app, path, request, code));
  };

  const { app } = await startService();
  await answers(app, '/', { url: '/' }, 200);
  await answers(app, '/health', { url: '/health' }, 200);
  await answers(app, '/health/ready', { url: '/health/ready' }, 200);
  await answers(app, '/metrics', { url: '/metrics' }, 200);
  await answers(app, '/openapi.json', { url: '/openapi.json' }, 200);
  await answers(app, '/notes', NOTE, 201);
  await answers(app, '/notes', { ...NOTE, headers: JSON_TYPE, payload: '{' }, 400);
  await answers(app, '/notes', { ...NOTE, payload: { text: 'a'.repeat(2_000_000) } }, 413);
  await answers(app, '/notes', { ...NOTE, headers: { 'content-type': 'text/csv' }, payload: 'a' }, 415);
  await answers(app, '/notes', { ...NOTE, payload: {} }, 422);
  await answers(app, '/notes', { url: '/notes?limit=1' }, 200);
  await answers(app, '/notes', { url: '/notes?limit=0' }, 422);
  await answers(app, '/notes/{id}', { url: '/notes/1' }, 200);
  await answers(app, '/notes/{id}', { url: '/notes/2' }, 404);
  await answers(app, '/notes/{id}', { url: '/notes/first' }, 422);
  await answers(app, '/status/upstream', { url: '/status/upstream' }, 200);

  const { app: withoutDatabase } = await startService({ DATABASE_URL: NO_DATABASE });
  await answers(withoutDatabase, '/health/ready', { url: '/health/ready' }, 503);
  await answers(withoutDatabase, '/notes', NOTE, 503);
  await answers(withoutDatabase, '/notes', { url: '/notes' }, 503);
  await answers(withoutDatabase, '/notes/{id}', { url: '/notes/1' }, 503);

  const { app: withoutUpstream } = await startService({
    UPSTREAM_URL: await startServer((_request, response) => response.writeHead(500).end()),
  });
  for (let call = 0; call < 5; call += 1) {
    await answers(withoutUpstream, '/status/upstream', { url: '/status/upstream' }, 502);
  }
  await answers(withoutUpstream, '/status/upstream', { url: '/status/upstream' }, 503);

  stopClock();
  const { app: busy } = await startService({ RATE_LIMITING: 'true' });
  await Promise.all(Array.from({ length: 100 }, () => busy.inject('/')));
  for (const [path, request] of [
    ['/', { url: '/' }],
    ['/openapi.json', { url: '/openapi.json' }],
    ['/notes', NOTE],
    ['/notes', { url: '/notes' }],
    ['/notes/{id}', { url: '/notes/1' }],
    ['/status/upstream', { url: '/status/upstream' }],
  ] as const) {
    await answers(busy, path, request, 429);
  }

  expect([...given].sort()).toEqual(describedAnswers().sort());
});

async function checkAnswer(app: FastifyInstance, path: string, request: InjectOptions, code: number): Promise<string> {
  const answer = await app.inject(request);
  const method = (request.method ?? 'GET').toLowerCase();
  const name = `${method} ${path} ${code}`;
  expect(answer.statusCode, name).toBe(code);
  const type = String(answer.headers['content-type']).split(';', 1)[0] ?? '';
  expect(Object.keys(description.paths[path]?.[method]?.responses[code]?.content ?? {}), name).toContain(type);

  const pointer = ['paths', path, method, 'responses', `${code}`, 'content', type, 'schema']
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const validate = ajv.compile({ $ref: `openapi.json#/${pointer}` });
  validate(type.endsWith('json') ? answer.json() : answer.payload);
  expect(validate.errors, name).toBeNull();
  return name;
}

function describedAnswers(): string[] {
  return Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((code) => `${method} ${path} ${code}`),
    ),
  );
}
