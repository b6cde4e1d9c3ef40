import {
  BinaryOperator,
  Condition,
  ConditionError,
  parseCondition,
} from './parseCondition';

/** What a query gave: the values of a vector, or one scalar. */
export type Result = number[] | number;

type Value = Result | boolean;

/**
 * Evaluates the conditions of analysis metrics: `result[0] < 0.05`, `isNaN(result[0]) || result[0] >= 0.95`,
 * `len(result) == 0`, `default(result[0], 0) < 1`, and `condition ? a : b`. As in expr-lang, what does not decide is
 * not evaluated: `len(result) == 0 || result[0] < 0.05` holds for an empty result.
 */
export function evaluateCondition(text: string, result: Result): boolean {
  const value = valueOf(parseCondition(text), result);
  if (typeof value !== 'boolean') {
    throw new ConditionError(`the condition '${text}' gives no true or false`);
  }
  return value;
}

function valueOf(condition: Condition, result: Result): Value {
  switch (condition.kind) {
    case 'literal':
      return condition.value;
    case 'result':
      return result;
    case 'index':
      return elementOf(
        valueOf(condition.list, result),
        numberOf(condition.index, result),
      );
    case 'call':
      return call(
        condition.function,
        condition.arguments.map(argument => valueOf(argument, result)),
      );
    case 'unary':
      return condition.operator === '!'
        ? !truthOf(condition.operand, result)
        : -numberOf(condition.operand, result);
    case 'binary':
      return binary(
        condition.operator,
        condition.left,
        condition.right,
        result,
      );
    case 'choice':
      return truthOf(condition.test, result)
        ? valueOf(condition.yes, result)
        : valueOf(condition.no, result);
    default: {
      const impossible: never = condition;
      return impossible;
    }
  }
}

function binary(
  operator: BinaryOperator,
  left: Condition,
  right: Condition,
  result: Result,
): Value {
  switch (operator) {
    case '||':
      return truthOf(left, result) || truthOf(right, result);
    case '&&':
      return truthOf(left, result) && truthOf(right, result);
    case '==':
      return valueOf(left, result) === valueOf(right, result);
    case '!=':
      return valueOf(left, result) !== valueOf(right, result);
    case '<':
      return numberOf(left, result) < numberOf(right, result);
    case '<=':
      return numberOf(left, result) <= numberOf(right, result);
    case '>':
      return numberOf(left, result) > numberOf(right, result);
    case '>=':
      return numberOf(left, result) >= numberOf(right, result);
    case '+':
      return numberOf(left, result) + numberOf(right, result);
    case '-':
      return numberOf(left, result) - numberOf(right, result);
    case '*':
      return numberOf(left, result) * numberOf(right, result);
    case '/':
      return numberOf(left, result) / numberOf(right, result);
    default: {
      const impossible: never = operator;
      return impossible;
    }
  }
}

function call(name: string, values: Value[]): Value {
  const [value, fallback] = values;
  switch (name) {
    case 'isNaN':
      return Number.isNaN(asNumber(value));
    case 'isInf':
      return Math.abs(asNumber(value)) === Infinity;
    case 'asFloat':
    case 'float':
      return asNumber(value);
    case 'asInt':
    case 'int':
      return Math.trunc(asNumber(value));
    case 'len':
      return asList(value).length;
    case 'default':
      return Number.isNaN(value) ? fallback : value;
    default:
      throw new ConditionError(`there is no function '${name}'`);
  }
}

function elementOf(value: Value, index: number): number {
  const list = asList(value);
  // As in expr-lang, a negative index counts from the end.
  const element = list.at(index);
  if (element === undefined) {
    throw new ConditionError(
      `reflect: slice index out of range: the query gave ${list.length} results, the condition asks for number ${index}`,
    );
  }
  return element;
}

function numberOf(condition: Condition, result: Result): number {
  return asNumber(valueOf(condition, result));
}

function truthOf(condition: Condition, result: Result): boolean {
  const value = valueOf(condition, result);
  if (typeof value !== 'boolean') {
    throw new ConditionError(
      `the condition needs true or false, and got '${value}'`,
    );
  }
  return value;
}

function asNumber(value: Value): number {
  if (typeof value !== 'number') {
    throw new ConditionError(
      'the condition calculates with something that is no number',
    );
  }
  return value;
}

function asList(value: Value): number[] {
  if (!Array.isArray(value)) {
    throw new ConditionError(
      'the condition takes something for a list that is none',
    );
  }
  return value;
}
