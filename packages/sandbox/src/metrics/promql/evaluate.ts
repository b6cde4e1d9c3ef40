import { Labels, Sample, Series } from '../Series';
import { BinaryOperator, Expression, Matcher, QueryError } from './Expression';
import { histogramQuantile } from './histogramQuantile';

/** What an expression gives at one moment. */
export type Value =
  | { kind: 'scalar'; value: number }
  | { kind: 'vector'; samples: Sample[] };

/** Evaluates an expression at a time (in seconds) over the series there are. */
export function evaluate(
  expression: Expression,
  time: number,
  series: (name: string | undefined) => Series[],
): Value {
  switch (expression.kind) {
    case 'number':
      return { kind: 'scalar', value: expression.value };
    case 'selector':
      if (expression.rangeSeconds !== undefined) {
        throw new QueryError(
          'invalid expression type "range vector"; wrap it in rate() or increase()',
        );
      }
      return {
        kind: 'vector',
        samples: select(expression, series)
          .filter(one => one.startsAt <= time)
          .map(one => ({
            name: one.name,
            labels: one.labels,
            value: one.valueAt(time),
          })),
      };
    case 'call':
      return call(expression, time, series);
    case 'aggregate':
      return aggregate(
        expression,
        vectorOf(evaluate(expression.operand, time, series)),
      );
    case 'binary':
      return binary(
        expression,
        evaluate(expression.left, time, series),
        evaluate(expression.right, time, series),
      );
    default: {
      const impossible: never = expression;
      return impossible;
    }
  }
}

function select(
  selector: Extract<Expression, { kind: 'selector' }>,
  series: (name: string | undefined) => Series[],
): Series[] {
  const tests = selector.matchers.map(matcherTest);
  return series(selector.name).filter(one =>
    tests.every(test => test({ ...one.labels, __name__: one.name })),
  );
}

function matcherTest(matcher: Matcher): (labels: Labels) => boolean {
  const value = (labels: Labels) => labels[matcher.label] ?? '';
  switch (matcher.operator) {
    case '=':
      return labels => value(labels) === matcher.value;
    case '!=':
      return labels => value(labels) !== matcher.value;
    case '=~':
    case '!~': {
      let pattern: RegExp;
      try {
        pattern = new RegExp(`^(?:${matcher.value})$`);
      } catch {
        throw new QueryError(`'${matcher.value}' is not a regular expression`);
      }
      const wanted = matcher.operator === '=~';
      return labels => pattern.test(value(labels)) === wanted;
    }
    default: {
      const impossible: never = matcher.operator;
      return impossible;
    }
  }
}

function call(
  expression: Extract<Expression, { kind: 'call' }>,
  time: number,
  series: (name: string | undefined) => Series[],
): Value {
  const { function: name, arguments: parameters } = expression;
  switch (name) {
    case 'rate':
    case 'irate':
    case 'increase':
    case 'avg_over_time':
    case 'max_over_time':
    case 'min_over_time':
      return overRange(name, parameters[0], time, series);
    default:
      break;
  }
  const values = parameters.map(parameter => evaluate(parameter, time, series));
  switch (name) {
    case 'time':
      return { kind: 'scalar', value: time };
    case 'vector':
      return {
        kind: 'vector',
        samples: [{ name: undefined, labels: {}, value: scalarOf(values[0]) }],
      };
    case 'scalar': {
      const samples = vectorOf(values[0]);
      return {
        kind: 'scalar',
        value: samples.length === 1 ? samples[0].value : NaN,
      };
    }
    case 'absent':
      return {
        kind: 'vector',
        samples:
          vectorOf(values[0]).length > 0
            ? []
            : [{ name: undefined, labels: {}, value: 1 }],
      };
    case 'abs':
      return mapped(values[0], Math.abs);
    case 'clamp_min':
      return mapped(values[0], value => Math.max(value, scalarOf(values[1])));
    case 'clamp_max':
      return mapped(values[0], value => Math.min(value, scalarOf(values[1])));
    case 'histogram_quantile':
      return {
        kind: 'vector',
        samples: histogramQuantile(scalarOf(values[0]), vectorOf(values[1])),
      };
    default:
      throw new QueryError(`the sandbox has no function '${name}'`);
  }
}

function overRange(
  name: string,
  operand: Expression | undefined,
  time: number,
  series: (name: string | undefined) => Series[],
): Value {
  if (operand?.kind !== 'selector' || operand.rangeSeconds === undefined) {
    throw new QueryError(
      `expected type range vector in call to function "${name}", such as ${name}(http_requests_total[1m])`,
    );
  }
  const window = operand.rangeSeconds;
  const samples = select(operand, series)
    .filter(one => one.startsAt <= time)
    .map(one => {
      const from = Math.max(one.startsAt, time - window);
      const to = Math.max(time, from + 1);
      const first = one.valueAt(from);
      const last = one.valueAt(to);
      const rate = (last - first) / (to - from);
      return {
        name: undefined,
        labels: one.labels,
        value: rangeValue(name, { first, last, rate, window }),
      };
    });
  return { kind: 'vector', samples };
}

function rangeValue(
  name: string,
  range: { first: number; last: number; rate: number; window: number },
): number {
  switch (name) {
    case 'increase':
      return range.rate * range.window;
    case 'avg_over_time':
      return (range.first + range.last) / 2;
    case 'max_over_time':
      return Math.max(range.first, range.last);
    case 'min_over_time':
      return Math.min(range.first, range.last);
    default:
      return range.rate;
  }
}

function aggregate(
  expression: Extract<Expression, { kind: 'aggregate' }>,
  samples: Sample[],
): Value {
  const { mode, labels } = expression.grouping;
  const groups = new Map<string, { labels: Labels; values: number[] }>();
  for (const sample of samples) {
    const kept = Object.fromEntries(
      Object.entries(sample.labels).filter(
        ([label]) => labels.includes(label) === (mode === 'by'),
      ),
    );
    const key = signature(kept);
    const group = groups.get(key) ?? { labels: kept, values: [] };
    group.values.push(sample.value);
    groups.set(key, group);
  }
  const sum = (values: number[]) =>
    values.reduce((total, value) => total + value, 0);
  const reduce = {
    sum,
    avg: (values: number[]) => sum(values) / values.length,
    min: (values: number[]) => Math.min(...values),
    max: (values: number[]) => Math.max(...values),
    count: (values: number[]) => values.length,
  }[expression.operator];
  return {
    kind: 'vector',
    samples: [...groups.values()].map(group => ({
      name: undefined,
      labels: group.labels,
      value: reduce(group.values),
    })),
  };
}

function binary(
  expression: Extract<Expression, { kind: 'binary' }>,
  left: Value,
  right: Value,
): Value {
  const { operator, asBool } = expression;
  if (operator === 'and' || operator === 'or' || operator === 'unless') {
    return setOperation(operator, left, right);
  }
  const comparison = ['>', '<', '>=', '<=', '==', '!='].includes(operator);
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    if (comparison && !asBool) {
      throw new QueryError(
        'comparisons between scalars must use BOOL modifier',
      );
    }
    return {
      kind: 'scalar',
      value: calculate(operator, left.value, right.value),
    };
  }
  const pairs =
    left.kind === 'vector' && right.kind === 'vector'
      ? matched(left.samples, right.samples)
      : vectorOf(left.kind === 'vector' ? left : right).map(sample => ({
          sample,
          left: left.kind === 'scalar' ? left.value : sample.value,
          right: right.kind === 'scalar' ? right.value : sample.value,
        }));
  const samples = pairs.flatMap(pair => {
    const result = calculate(operator, pair.left, pair.right);
    if (comparison && !asBool) {
      return result === 1 ? [pair.sample] : [];
    }
    return [{ name: undefined, labels: pair.sample.labels, value: result }];
  });
  return { kind: 'vector', samples };
}

function matched(left: Sample[], right: Sample[]) {
  const byLabels = new Map(
    right.map(sample => [signature(sample.labels), sample.value]),
  );
  return left.flatMap(sample => {
    const other = byLabels.get(signature(sample.labels));
    return other === undefined
      ? []
      : [{ sample, left: sample.value, right: other }];
  });
}

function setOperation(
  operator: 'and' | 'or' | 'unless',
  left: Value,
  right: Value,
): Value {
  const first = vectorOf(left);
  const second = vectorOf(right);
  const present = new Set(second.map(sample => signature(sample.labels)));
  const mine = new Set(first.map(sample => signature(sample.labels)));
  switch (operator) {
    case 'and':
      return {
        kind: 'vector',
        samples: first.filter(sample => present.has(signature(sample.labels))),
      };
    case 'unless':
      return {
        kind: 'vector',
        samples: first.filter(sample => !present.has(signature(sample.labels))),
      };
    case 'or':
      return {
        kind: 'vector',
        samples: [
          ...first,
          ...second.filter(sample => !mine.has(signature(sample.labels))),
        ],
      };
    default: {
      const impossible: never = operator;
      return impossible;
    }
  }
}

function calculate(
  operator: Exclude<BinaryOperator, 'and' | 'or' | 'unless'>,
  left: number,
  right: number,
): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return left ** right;
    case '>':
      return Number(left > right);
    case '<':
      return Number(left < right);
    case '>=':
      return Number(left >= right);
    case '<=':
      return Number(left <= right);
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    default: {
      const impossible: never = operator;
      return impossible;
    }
  }
}

function mapped(value: Value, change: (value: number) => number): Value {
  return {
    kind: 'vector',
    samples: vectorOf(value).map(sample => ({
      name: undefined,
      labels: sample.labels,
      value: change(sample.value),
    })),
  };
}

function vectorOf(value: Value): Sample[] {
  if (value.kind === 'scalar') {
    throw new QueryError('expected type instant vector, got scalar');
  }
  return value.samples;
}

function scalarOf(value: Value): number {
  if (value.kind === 'vector') {
    throw new QueryError('expected type scalar, got instant vector');
  }
  return value.value;
}

function signature(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(byLabel));
}

function byLabel(left: [string, string], right: [string, string]): number {
  return left[0] < right[0] ? -1 : 1;
}
