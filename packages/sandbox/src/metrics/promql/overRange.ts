import { Expression, QueryError } from './Expression';
import { SeriesSource, selectSeries } from './selectSeries';
import { Value } from './Value';

/** The functions over a range vector: `rate`, `increase` and what aggregates over time. */
export function overRange(
  name: string,
  operand: Expression | undefined,
  time: number,
  series: SeriesSource,
): Value {
  if (operand?.kind !== 'selector' || operand.rangeSeconds === undefined) {
    throw new QueryError(
      `expected type range vector in call to function "${name}", such as ${name}(http_requests_total[1m])`,
    );
  }
  const window = operand.rangeSeconds;
  const samples = selectSeries(operand, series)
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
