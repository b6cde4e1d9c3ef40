import { buffer } from 'node:stream/consumers';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { service } from '../../src/service.ts';
import { readSettings } from '../../src/settings.ts';
import { askAndHangUp, startServer, startService } from '../support/service.ts';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: { key: string; value: { intValue?: number } }[];
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

test('a trace goes on from the caller to the database and the upstream, and into the log', async () => {
  const received: { url: string | undefined; body: string }[] = [];
  const collector = await startServer(async (request, response) => {
    received.push({ url: request.url, body: (await buffer(request)).toString() });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector);
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
  const { startTracing } = await import('../../src/observability/tracing-sdk.ts');
  const sdk = startTracing(readSettings({ ENVIRONMENT: 'staging' }));

  const traceparents: unknown[] = [];
  const askedAgain = Promise.withResolvers<void>();
  const upstream = await startServer((request, response) => {
    traceparents.push(request.headers.traceparent);
    if (traceparents.length === 1) response.writeHead(500).end();
    else askedAgain.resolve();
  });
  vi.spyOn(pg.Client.prototype, 'connect').mockImplementation(async () => undefined);
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async () => ({ rows: [] }));
  vi.spyOn(pg.Pool.prototype, 'query').mockImplementation(async () => ({
    rows: [{ id: '7', text: 'Buy milk', created_at: new Date() }],
  }));

  const { app, logs } = await startService({
    TRACING_ENABLED: 'true',
    DATABASE_URL: 'postgresql://database/notes',
    UPSTREAM_URL: upstream,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const headers = { traceparent: `00-${TRACE}-${CALLER}-01` };
  await fetch(`${address}/notes`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Buy milk' }),
  });
  await fetch(`${address}/status/upstream`, { headers });
  await fetch(`${address}/health`, { headers });
  await askAndHangUp(`${address}/status/upstream`, askedAgain.promise, headers);
  await expect.poll(() => logs().some(({ code }) => code === 499)).toBe(true);
  await sdk.shutdown();

  expect(new Set(received.map(({ url }) => url))).toEqual(new Set(['/v1/traces']));
  const resources = received.flatMap(({ body }) => JSON.parse(body).resourceSpans);
  expect(resources[0].resource.attributes).toEqual(
    expect.arrayContaining([
      { key: 'service.name', value: { stringValue: service.name } },
      { key: 'deployment.environment.name', value: { stringValue: 'staging' } },
    ]),
  );
  const spans: Span[] = resources.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap((scope: { spans: Span[] }) => scope.spans),
  );
  const span = (name: string) => spans.find((each) => each.name === name);
  expect(spans.map(({ name }) => name).sort()).toEqual([
    'GET',
    'GET /status/upstream',
    'GET /status/upstream',
    'INSERT notes',
    'POST /notes',
  ]);
  expect(spans.every(({ traceId }) => traceId === TRACE)).toBe(true);
  expect(span('POST /notes')).toMatchObject({ parentSpanId: CALLER });
  expect(span('INSERT notes')).toMatchObject({ parentSpanId: span('POST /notes')?.spanId });
  expect(span('GET')).toMatchObject({ parentSpanId: span('GET /status/upstream')?.spanId, status: { code: 2 } });
  expect(traceparents[0]).toBe(`00-${TRACE}-${span('GET')?.spanId}-01`);

  const codes = spans.filter(({ name }) => name === 'GET /status/upstream').map(({ attributes }) => codeIn(attributes));
  expect(codes).toEqual([502, 499]);

  expect(logs().filter(({ message }) => message === 'Request served')).toEqual([
    expect.objectContaining({ path: '/notes', trace_id: TRACE, span_id: span('POST /notes')?.spanId }),
    expect.objectContaining({ path: '/status/upstream', trace_id: TRACE }),
    expect.objectContaining({ path: '/status/upstream', trace_id: TRACE, code: 499 }),
  ]);
});

function codeIn(attributes: Span['attributes']): unknown {
  return attributes.find(({ key }) => key === 'http.response.status_code')?.value.intValue;
}
