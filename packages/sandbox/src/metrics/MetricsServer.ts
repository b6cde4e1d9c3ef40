import express, { Request, Response, Router } from 'express';
import { SandboxClock } from '../SandboxClock';
import { MetricsEvaluator } from './MetricsEvaluator';
import { EvaluationError, QueryError } from './promql/Expression';
import { Value } from './promql/Value';
import { Labels } from './Series';

const MAXIMUM_STEPS = 11_000;

class BadParameter extends Error {}

/** Prometheus' query API over the sandbox's cluster. */
export class MetricsServer {
  readonly #evaluator: MetricsEvaluator;
  readonly #clock: SandboxClock;

  static create(options: {
    evaluator: MetricsEvaluator;
    clock: SandboxClock;
  }): MetricsServer {
    return new MetricsServer(options.evaluator, options.clock);
  }

  private constructor(evaluator: MetricsEvaluator, clock: SandboxClock) {
    this.#evaluator = evaluator;
    this.#clock = clock;
  }

  router(): Router {
    const router = Router();
    router.use(express.urlencoded({ extended: false, limit: '64kb' }));
    for (const path of ['/-/healthy', '/-/ready']) {
      router.get(path, (_, response) => {
        response.type('text/plain').send('Prometheus Server is Healthy.\n');
      });
    }
    router.all(
      '/api/v1/query',
      answering(parameters => {
        const at = this.#time(parameters, 'time');
        const value = this.#evaluator.query(
          required(parameters, 'query'),
          new Date(at * 1000),
        );
        return instantResult(value, at);
      }),
    );
    router.all(
      '/api/v1/query_range',
      answering(parameters => this.#range(parameters)),
    );
    router.all(
      '/api/v1/labels',
      answering(() => {
        const names = new Set(['__name__']);
        for (const series of this.#evaluator.allSeries()) {
          Object.keys(series.labels).forEach(label => names.add(label));
        }
        return [...names].sort();
      }),
    );
    router.get('/api/v1/label/:label/values', (request, response) => {
      const { label } = request.params;
      const values = this.#evaluator
        .allSeries()
        .map(series =>
          label === '__name__' ? series.name : series.labels[label],
        )
        .filter(value => value !== undefined);
      response.json({ status: 'success', data: [...new Set(values)].sort() });
    });
    router.get('/api/v1/status/buildinfo', (_, response) => {
      response.json({ status: 'success', data: { version: '2.53.0' } });
    });
    return router;
  }

  #range(parameters: URLSearchParams) {
    const query = required(parameters, 'query');
    const start = this.#time(parameters, 'start');
    const end = this.#time(parameters, 'end');
    const step = stepOf(required(parameters, 'step'));
    if (end < start) {
      throw new BadParameter(
        'invalid parameter "end": end timestamp must not be before start time',
      );
    }
    if ((end - start) / step > MAXIMUM_STEPS) {
      throw new BadParameter(
        `exceeded maximum resolution of ${MAXIMUM_STEPS} points per timeseries. Try decreasing the query resolution (?step=XX)`,
      );
    }
    const times: number[] = [];
    for (let time = start; time <= end; time += step) {
      times.push(time);
    }
    const series = new Map<
      string,
      { metric: Labels; values: [number, string][] }
    >();
    for (const { time, value } of this.#evaluator.queryRange(query, times)) {
      const samples =
        value.kind === 'scalar'
          ? [{ name: undefined, labels: {}, value: value.value }]
          : value.samples;
      for (const sample of samples) {
        const metric = metricOf(sample);
        const key = JSON.stringify(metric);
        const one = series.get(key) ?? { metric, values: [] };
        one.values.push([time, textOf(sample.value)]);
        series.set(key, one);
      }
    }
    return { resultType: 'matrix', result: [...series.values()] };
  }

  #time(parameters: URLSearchParams, name: string): number {
    const text = parameters.get(name);
    if (text === null || text === '') {
      return this.#clock.now().getTime() / 1000;
    }
    const seconds = Number(text);
    const parsed = Number.isNaN(seconds) ? Date.parse(text) / 1000 : seconds;
    if (Number.isNaN(parsed)) {
      throw new BadParameter(
        `invalid parameter "${name}": cannot parse "${text}" to a valid timestamp`,
      );
    }
    return parsed;
  }
}

function answering(answer: (parameters: URLSearchParams) => unknown) {
  return (request: Request, response: Response) => {
    const parameters = new URL(request.url, 'http://metrics').searchParams;
    const body: unknown = request.body;
    if (typeof body === 'object' && body !== null) {
      for (const [name, value] of Object.entries(body)) {
        parameters.set(name, String(value));
      }
    }
    try {
      response.json({ status: 'success', data: answer(parameters) });
    } catch (error) {
      const { status, errorType } = refusalOf(error);
      response.status(status).json({
        status: 'error',
        errorType,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  };
}

function refusalOf(error: unknown): { status: number; errorType: string } {
  if (error instanceof QueryError || error instanceof BadParameter) {
    return { status: 400, errorType: 'bad_data' };
  }
  return error instanceof EvaluationError
    ? { status: 422, errorType: 'execution' }
    : { status: 500, errorType: 'internal' };
}

function required(parameters: URLSearchParams, name: string): string {
  const text = parameters.get(name);
  if (!text) {
    throw new BadParameter(`invalid parameter "${name}": it is missing`);
  }
  return text;
}

function stepOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
  const units: Record<string, number> = {
    ms: 0.001,
    s: 1,
    m: 60,
    h: 3600,
    d: 86_400,
  };
  const step = match ? Number(match[1]) * units[match[2] ?? 's'] : NaN;
  if (!(step > 0)) {
    throw new BadParameter(
      `invalid parameter "step": '${text}' is not a positive duration`,
    );
  }
  return step;
}

function instantResult(value: Value, at: number) {
  return value.kind === 'scalar'
    ? { resultType: 'scalar', result: [at, textOf(value.value)] }
    : {
        resultType: 'vector',
        result: value.samples.map(sample => ({
          metric: metricOf(sample),
          value: [at, textOf(sample.value)],
        })),
      };
}

function metricOf(sample: {
  name: string | undefined;
  labels: Labels;
}): Labels {
  return sample.name === undefined
    ? sample.labels
    : { __name__: sample.name, ...sample.labels };
}

function textOf(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '+Inf' : '-Inf';
  }
  return String(value);
}
