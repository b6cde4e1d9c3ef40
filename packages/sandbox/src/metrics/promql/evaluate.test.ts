import { Labels, Series } from '../Series';
import { evaluate } from './evaluate';
import { EvaluationError, QueryError } from './Expression';
import { parseQuery } from './parseQuery';

const NOW = 1000;

/** A counter that grows by so much per second, from the time 0 on. */
function counter(name: string, perSecond: number, labels: Labels): Series {
  return { name, labels, startsAt: 0, valueAt: time => time * perSecond };
}

function gauge(name: string, value: number, labels: Labels): Series {
  return { name, labels, startsAt: 0, valueAt: () => value };
}

const SERIES: Series[] = [
  counter('requests', 8, { service: 'web', pod: 'a', code: '200' }),
  counter('requests', 2, { service: 'web', pod: 'a', code: '500' }),
  counter('requests', 10, { service: 'web', pod: 'b', code: '200' }),
  counter('requests', 5, { service: 'api', pod: 'c', code: '200' }),
  gauge('up', 1, { service: 'web', pod: 'a' }),
  gauge('up', 0, { service: 'web', pod: 'b' }),
  gauge('up', 1, { service: 'api', pod: 'c' }),
  gauge('limit', 4, { pod: 'a', kind: 'cpu' }),
  gauge('limit', 8, { pod: 'b', kind: 'cpu' }),
  counter('latency_bucket', 5, { pod: 'a', le: '0.1' }),
  counter('latency_bucket', 9, { pod: 'a', le: '0.5' }),
  counter('latency_bucket', 10, { pod: 'a', le: '+Inf' }),
  {
    name: 'late',
    labels: {},
    startsAt: NOW - 10,
    valueAt: time => (time - (NOW - 10)) * 6,
  },
];

const ask = (query: string) =>
  evaluate(parseQuery(query), NOW, name =>
    SERIES.filter(series => name === undefined || series.name === name),
  );

/** The samples as `{label="value"} number`. */
function samples(query: string): string[] {
  const value = ask(query);
  if (value.kind === 'scalar') {
    return [`scalar ${value.value}`];
  }
  return value.samples
    .map(({ name, labels, value: number }) => {
      const list = Object.entries(labels)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([label, text]) => `${label}="${text}"`);
      const rounded = Math.round(number * 1e6) / 1e6;
      return `${name ?? ''}{${list.join(',')}} ${rounded}`;
    })
    .sort();
}

describe('evaluate', () => {
  it.each([
    // Selectors.
    ['up{service="api"}', ['up{pod="c",service="api"} 1']],
    ['up{pod!="a",service=~"w.*"}', ['up{pod="b",service="web"} 0']],
    ['up{service!~"web|none"}', ['up{pod="c",service="api"} 1']],
    ['{__name__="up",pod="a"}', ['up{pod="a",service="web"} 1']],
    ['nothing', []],
    // Ranges.
    [
      'rate(requests{pod="a"}[1m])',
      [
        '{code="200",pod="a",service="web"} 8',
        '{code="500",pod="a",service="web"} 2',
      ],
    ],
    [
      'increase(requests{pod="b"}[5m])',
      ['{code="200",pod="b",service="web"} 3000'],
    ],
    ['rate(late[1m])', ['{} 6']],
    ['max_over_time(up{pod="a"}[1h30m])', ['{pod="a",service="web"} 1']],
    // Aggregation.
    ['sum(rate(requests[1m]))', ['{} 25']],
    [
      'sum by (service) (rate(requests[1m]))',
      ['{service="api"} 5', '{service="web"} 20'],
    ],
    [
      'sum(rate(requests[1m])) without (pod, code)',
      ['{service="api"} 5', '{service="web"} 20'],
    ],
    ['count(up == 1)', ['{} 2']],
    ['avg(up)', ['{} 0.666667']],
    [
      'max by (code) (rate(requests[1m]))',
      ['{code="200"} 10', '{code="500"} 2'],
    ],
    ['min(rate(requests[1m]))', ['{} 2']],
    ['sum(nothing)', []],
    // Histograms: half of the requests below 0.1 s, nine tenths below 0.5 s.
    ['histogram_quantile(0.5, rate(latency_bucket[1m]))', ['{pod="a"} 0.1']],
    ['histogram_quantile(0.9, rate(latency_bucket[1m]))', ['{pod="a"} 0.5']],
    ['histogram_quantile(0.7, rate(latency_bucket[1m]))', ['{pod="a"} 0.3']],
    [
      'histogram_quantile(0.25, sum by (le) (rate(latency_bucket[1m])))',
      ['{} 0.05'],
    ],
    ['histogram_quantile(0.99, rate(latency_bucket[1m]))', ['{pod="a"} 0.5']],
    // Vector matching.
    [
      'sum by (pod) (rate(requests{code=~"5.."}[1m])) / sum by (pod) (rate(requests[1m]))',
      ['{pod="a"} 0.2'],
    ],
    [
      'sum by (pod) (rate(requests[1m])) / on (pod) limit',
      ['{pod="a"} 2.5', '{pod="b"} 1.25'],
    ],
    [
      'sum by (pod) (rate(requests[1m])) / ignoring (kind) limit',
      ['{pod="a"} 2.5', '{pod="b"} 1.25'],
    ],
    [
      'up and on (pod) limit',
      ['up{pod="a",service="web"} 1', 'up{pod="b",service="web"} 0'],
    ],
    ['up unless on (pod) limit', ['up{pod="c",service="api"} 1']],
    ['sum(nothing) or vector(0)', ['{} 0']],
    ['absent(nothing)', ['{} 1']],
    ['absent(up)', []],
    // Scalars.
    ['1 + 2 * 3 ^ 2', ['scalar 19']],
    ['-2 ^ 2', ['scalar -4']],
    ['(1 + 2) * 3 % 4', ['scalar 1']],
    ['1 - 1 - 1', ['scalar -1']],
    ['2 > bool 1', ['scalar 1']],
    ['1 - up{pod="b"}', ['{pod="b",service="web"} 1']],
    ['up > 0', ['up{pod="a",service="web"} 1', 'up{pod="c",service="api"} 1']],
    [
      'up > bool 0',
      [
        '{pod="a",service="web"} 1',
        '{pod="b",service="web"} 0',
        '{pod="c",service="api"} 1',
      ],
    ],
    ['scalar(sum(up)) * 2', ['scalar 4']],
    ['scalar(up)', ['scalar NaN']],
    ['0 / 0', ['scalar NaN']],
    ['clamp_max(sum(up), 1)', ['{} 1']],
    ['clamp_min(abs(0 - sum(up)), 3)', ['{} 3']],
    ['vector(time())', [`{} ${NOW}`]],
  ])('%s', (query, expected) => {
    expect(samples(query)).toEqual(expected);
  });

  it('has no sample of a series before it began', () => {
    expect(samples('late')).toEqual(['late{} 60']);
    expect(
      evaluate(parseQuery('late'), NOW - 20, name =>
        SERIES.filter(series => series.name === name),
      ),
    ).toEqual({ kind: 'vector', samples: [] });
  });

  it.each([
    ['sum(rate(requests[1m])', 'unexpected end of input'],
    ['requests{code=}', '1:15: parse error: unexpected "}"'],
    ['requests)', '1:9: parse error: unexpected ")"'],
    ['rate(requests)', 'expected type range vector'],
    ['requests[5m]', 'range vector'],
    ['rate(requests[5])', 'unexpected "5"'],
    ['quantile(0.9, up)', "no function or aggregation 'quantile'"],
    ['histogram_quantile(0.9)', 'expected 2 argument(s)'],
    ['1 > 2', 'must use BOOL modifier'],
    ['abs(1)', 'expected type instant vector, got scalar'],
    ['up{service=~"("}', 'not a regular expression'],
    ['up * on (pod) group_left limit', "'group_left' is not supported"],
    ['up @ 5', 'unexpected character'],
    ['', 'unexpected end of input'],
    [`up + ${'1 + '.repeat(2000)} 1`, 'at most 4096 characters'],
  ])('refuses %s', (query, reason) => {
    expect(() => ask(query)).toThrow(QueryError);
    expect(() => ask(query)).toThrow(reason);
  });

  it('does not match many with many', () => {
    expect(() => ask('up / on (service) up')).toThrow(EvaluationError);
  });
});
