import { Labels, Sample } from '../Series';
import { QueryError } from './Expression';

/** What an expression gives at one moment. */
export type Value =
  | { kind: 'scalar'; value: number }
  | { kind: 'vector'; samples: Sample[] };

export function mapped(value: Value, change: (value: number) => number): Value {
  return {
    kind: 'vector',
    samples: vectorOf(value).map(sample => ({
      name: undefined,
      labels: sample.labels,
      value: change(sample.value),
    })),
  };
}

export function vectorOf(value: Value): Sample[] {
  if (value.kind === 'scalar') {
    throw new QueryError('expected type instant vector, got scalar');
  }
  return value.samples;
}

export function scalarOf(value: Value): number {
  if (value.kind === 'vector') {
    throw new QueryError('expected type scalar, got instant vector');
  }
  return value.value;
}

/** A text that is equal for equal labels. */
export function signature(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(byLabel));
}

function byLabel(left: [string, string], right: [string, string]): number {
  return left[0] < right[0] ? -1 : 1;
}
