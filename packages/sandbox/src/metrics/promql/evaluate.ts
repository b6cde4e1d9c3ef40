import { aggregate } from './aggregate';
import { binaryOperation } from './binaryOperation';
import { callFunction } from './callFunction';
import { Expression, QueryError } from './Expression';
import { overRange } from './overRange';
import { selectSeries, SeriesSource } from './selectSeries';
import { Value, vectorOf } from './Value';

/** Evaluates an expression at a time (in seconds) over the series there are. */
export function evaluate(
  expression: Expression,
  time: number,
  series: SeriesSource,
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
        samples: selectSeries(expression, series)
          .filter(one => one.startsAt <= time)
          .map(one => ({
            name: one.name,
            labels: one.labels,
            value: one.valueAt(time),
          })),
      };
    case 'call':
      return evaluateCall(expression, time, series);
    case 'aggregate':
      return aggregate(
        expression,
        vectorOf(evaluate(expression.operand, time, series)),
      );
    case 'binary':
      return binaryOperation(
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

function evaluateCall(
  {
    function: name,
    arguments: parameters,
  }: Extract<Expression, { kind: 'call' }>,
  time: number,
  series: SeriesSource,
): Value {
  switch (name) {
    case 'time':
      return { kind: 'scalar', value: time };
    case 'rate':
    case 'irate':
    case 'increase':
    case 'avg_over_time':
    case 'max_over_time':
    case 'min_over_time':
      return overRange(name, parameters[0], time, series);
    default:
      return callFunction(
        name,
        parameters.map(parameter => evaluate(parameter, time, series)),
      );
  }
}
