import { QueryError } from './Expression';
import { histogramQuantile } from './histogramQuantile';
import { mapped, scalarOf, Value, vectorOf } from './Value';

/** Calls a function with the values of its arguments. */
export function callFunction(name: string, values: Value[]): Value {
  switch (name) {
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
