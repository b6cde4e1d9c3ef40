import { Sample } from '../Series';
import { calculate } from './calculate';
import {
  EvaluationError,
  Expression,
  Matching,
  QueryError,
} from './Expression';
import { signature, Value, vectorOf } from './Value';

/** Arithmetic, comparison and set operations between scalars and vectors. */
export function binaryOperation(
  expression: Extract<Expression, { kind: 'binary' }>,
  left: Value,
  right: Value,
): Value {
  const { operator, asBool, matching } = expression;
  if (operator === 'and' || operator === 'or' || operator === 'unless') {
    return setOperation(operator, matching, left, right);
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
      ? matched(matching, left.samples, right.samples)
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

/** Pairs samples one to one by the labels that they are matched on; the result carries these labels. */
function matched(
  matching: Matching | undefined,
  left: Sample[],
  right: Sample[],
) {
  const byLabels = new Map<string, number>();
  for (const sample of right) {
    addOnce(byLabels, matching, sample);
  }
  const seen = new Map<string, number>();
  return left.flatMap(sample => {
    const labels = matchedLabels(matching, sample);
    const other = byLabels.get(signature(labels));
    if (other === undefined) {
      return [];
    }
    addOnce(seen, matching, sample);
    const named = { ...sample, labels };
    return [{ sample: named, left: sample.value, right: other }];
  });
}

function addOnce(
  values: Map<string, number>,
  matching: Matching | undefined,
  sample: Sample,
): void {
  const key = signature(matchedLabels(matching, sample));
  if (values.has(key)) {
    throw new EvaluationError(
      'found duplicate series for the match group; many-to-many matching not allowed: matching labels must be unique on one side',
    );
  }
  values.set(key, sample.value);
}

function matchedLabels(
  matching: Matching | undefined,
  { labels }: Sample,
): Sample['labels'] {
  return matching
    ? Object.fromEntries(
        Object.entries(labels).filter(
          ([label]) =>
            matching.labels.includes(label) === (matching.mode === 'on'),
        ),
      )
    : labels;
}

function setOperation(
  operator: 'and' | 'or' | 'unless',
  matching: Matching | undefined,
  left: Value,
  right: Value,
): Value {
  const keyOf = (sample: Sample) => signature(matchedLabels(matching, sample));
  const first = vectorOf(left);
  const second = vectorOf(right);
  const present = new Set(second.map(sample => keyOf(sample)));
  const mine = new Set(first.map(sample => keyOf(sample)));
  switch (operator) {
    case 'and':
      return {
        kind: 'vector',
        samples: first.filter(sample => present.has(keyOf(sample))),
      };
    case 'unless':
      return {
        kind: 'vector',
        samples: first.filter(sample => !present.has(keyOf(sample))),
      };
    case 'or':
      return {
        kind: 'vector',
        samples: [
          ...first,
          ...second.filter(sample => !mine.has(keyOf(sample))),
        ],
      };
    default: {
      const impossible: never = operator;
      return impossible;
    }
  }
}
