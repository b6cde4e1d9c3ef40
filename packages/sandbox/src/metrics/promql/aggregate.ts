import { Labels, Sample } from '../Series';
import { Expression } from './Expression';
import { signature, Value } from './Value';

/** `sum by (…)` and its like: one sample per group of labels. */
export function aggregate(
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
