import express from 'express';
import request from 'supertest';
import { isServing } from '../cluster/__testUtils__/KubeClient';
import { useCluster } from '../cluster/__testUtils__/useCluster';
import { MetricsServer } from './MetricsServer';

jest.setTimeout(60_000);

const SHARE =
  'sum(rate(http_requests_total{service="shop",code=~"5.."}[1m])) / sum(rate(http_requests_total{service="shop"}[1m]))';

describe('MetricsServer', () => {
  const cluster = useCluster();

  function server() {
    const { fixture } = cluster;
    return request(
      express().use(
        MetricsServer.create({
          evaluator: fixture.cluster.metrics,
          clock: fixture.clock,
        }).router(),
      ),
    );
  }

  async function run(image: string) {
    const { client } = cluster;
    await client.create(`
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { fairway.dev/environment: production } }
---
apiVersion: v1
kind: Pod
metadata: { name: shop, namespace: shop, labels: { fairway.dev/service: shop } }
spec: { containers: [{ name: app, image: '${image}' }] }
`);
    await client.until(
      () => client.pods('shop'),
      pods => pods.every(isServing),
    );
  }

  it('answers what an analysis asks, by GET and by POST', async () => {
    await run(
      cluster.fixture.image('b', { kind: 'high-error-rate', errorRate: 0.25 }),
    );

    const got = await server().get('/api/v1/query').query({ query: SHARE });
    const posted = await server()
      .post('/api/v1/query')
      .type('form')
      .send({ query: SHARE });

    for (const { status, body } of [got, posted]) {
      expect(status).toBe(200);
      expect(body).toMatchObject({
        status: 'success',
        data: { resultType: 'vector', result: [{ metric: {} }] },
      });
      const [time, value] = body.data.result[0].value;
      expect(typeof time).toBe('number');
      expect(Number(value)).toBeCloseTo(0.25, 6);
    }
  });

  it('tells a healthy release from one with errors, and slow from fast', async () => {
    await run(cluster.fixture.image('a'));

    const errors = await server().get('/api/v1/query').query({ query: SHARE });
    const slow = await server().get('/api/v1/query').query({
      query:
        'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="shop"}[5m])))',
    });

    expect(Number(errors.body.data.result[0].value[1])).toBeLessThan(0.01);
    const seconds = Number(slow.body.data.result[0].value[1]);
    expect(seconds).toBeGreaterThan(0.05);
    expect(seconds).toBeLessThan(0.5);
  });

  it('answers a range in steps', async () => {
    await run(cluster.fixture.image('a'));
    const now = Date.now() / 1000;

    const { body } = await server()
      .get('/api/v1/query_range')
      .query({
        query: 'up{service="shop"}',
        start: now - 30,
        end: now + 30,
        step: '10s',
      });

    expect(body.data).toMatchObject({
      resultType: 'matrix',
      result: [{ metric: { __name__: 'up', service: 'shop' } }],
    });
    const { values } = body.data.result[0];
    const times = values.map(([time]: [number, string]) => time);
    expect(values.every(([, value]: [number, string]) => value === '1')).toBe(
      true,
    );
    expect(
      times
        .slice(1)
        .map((time: number, index: number) => Math.round(time - times[index])),
    ).toEqual(times.slice(1).map(() => 10));
  });

  it('answers scalars and what is no number as Prometheus writes them', async () => {
    const scalar = await server().get('/api/v1/query').query({
      query: '1 / 0',
      time: '2026-01-01T00:00:00Z',
    });
    const none = await server().get('/api/v1/query').query({ query: SHARE });

    expect(scalar.body.data).toEqual({
      resultType: 'scalar',
      result: [1767225600, '+Inf'],
    });
    expect(none.body.data).toEqual({ resultType: 'vector', result: [] });
  });

  it.each([
    ['query', { query: 'sum(' }, 400, 'bad_data', 'unexpected end of input'],
    ['query', {}, 400, 'bad_data', 'invalid parameter "query"'],
    ['query', { query: 'up', time: 'then' }, 400, 'bad_data', '"time"'],
    [
      'query_range',
      { query: 'up', start: '10', end: '5', step: '1' },
      400,
      'bad_data',
      'end timestamp must not be before start time',
    ],
    [
      'query_range',
      { query: 'up', start: '0', end: '999999', step: '1' },
      400,
      'bad_data',
      'exceeded maximum resolution',
    ],
    [
      'query_range',
      { query: 'up', start: '0', end: '5', step: '0' },
      400,
      'bad_data',
      '"step"',
    ],
  ] as const)(
    'refuses %s with %j',
    async (path, query, status, errorType, message) => {
      const response = await server().get(`/api/v1/${path}`).query(query);

      expect(response.status).toBe(status);
      expect(response.body).toEqual({
        status: 'error',
        errorType,
        error: expect.stringContaining(message),
      });
    },
  );

  it('says so when a query is right and has no one answer', async () => {
    await run(cluster.fixture.image('a'));

    const response = await server().get('/api/v1/query').query({
      query:
        'http_requests_total{service="shop"} / on (service) http_requests_total{service="shop"}',
    });

    expect(response.status).toBe(422);
    expect(response.body).toMatchObject({
      errorType: 'execution',
      error: expect.stringContaining('many-to-many'),
    });
  });

  it('lists labels and their values', async () => {
    await run(cluster.fixture.image('a'));

    const labels = await server().get('/api/v1/labels');
    const services = await server().get('/api/v1/label/service/values');

    expect(labels.body.data).toEqual(
      expect.arrayContaining(['__name__', 'pod', 'service']),
    );
    expect(services.body.data).toEqual(['shop']);
  });
});
