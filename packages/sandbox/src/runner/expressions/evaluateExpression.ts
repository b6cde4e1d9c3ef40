import { InputError } from '@backstage/errors';
import { Expression, parseExpression } from './parseExpression';
import { expressionFunctions } from './expressionFunctions';
import {
  ExpressionScope,
  ExpressionValue,
  isEqual,
  isTruthy,
  toNumber,
} from './ExpressionValue';

/** Evaluates the text between `${{` and `}}`. */
export function evaluateExpression(
  text: string,
  scope: ExpressionScope,
): ExpressionValue {
  return evaluate(parseExpression(text), scope);
}

function evaluate(
  expression: Expression,
  scope: ExpressionScope,
): ExpressionValue {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'context':
      return contextOf(expression.name, scope);
    case 'index':
      return select(
        evaluate(expression.of, scope),
        evaluate(expression.key, scope),
        expression.of.kind === 'all',
      );
    case 'all':
      return valuesOf(evaluate(expression.of, scope));
    case 'call':
      return call(expression.name, expression.parameters, scope);
    case 'not':
      return !isTruthy(evaluate(expression.operand, scope));
    case 'binary':
      return combine(expression, scope);
    default:
      throw unreachable(expression);
  }
}

function contextOf(name: string, scope: ExpressionScope): ExpressionValue {
  const known = Object.keys(scope.contexts);
  const key = known.find(
    candidate => candidate.toLowerCase() === name.toLowerCase(),
  );
  if (key === undefined) {
    throw new InputError(
      `Unrecognized named-value: '${name}'; it has: ${known.join(', ')}`,
    );
  }
  return scope.contexts[key];
}

function select(
  of: ExpressionValue,
  key: ExpressionValue,
  fromEach: boolean,
): ExpressionValue {
  if (fromEach && Array.isArray(of)) {
    return of
      .map(element => select(element, key, false))
      .filter(value => value !== undefined);
  }
  if (Array.isArray(of)) {
    return of[toNumber(key)];
  }
  if (typeof of !== 'object') {
    return undefined;
  }
  const wanted = String(key).toLowerCase();
  const name = Object.keys(of).find(each => each.toLowerCase() === wanted);
  return name === undefined ? undefined : of[name];
}

function valuesOf(value: ExpressionValue): ExpressionValue[] {
  return typeof value === 'object' ? Object.values(value) : [];
}

function call(
  name: string,
  parameters: Expression[],
  scope: ExpressionScope,
): ExpressionValue {
  const functions = { ...expressionFunctions, ...scope.functions };
  const entry = Object.entries(functions).find(
    ([candidate]) => candidate.toLowerCase() === name.toLowerCase(),
  );
  if (!entry) {
    throw new InputError(`Unrecognized function: '${name}'`);
  }
  return entry[1](...parameters.map(each => evaluate(each, scope)));
}

function combine(
  expression: Extract<Expression, { kind: 'binary' }>,
  scope: ExpressionScope,
): ExpressionValue {
  const left = evaluate(expression.left, scope);
  const right = () => evaluate(expression.right, scope);
  switch (expression.operator) {
    case '&&':
      return isTruthy(left) ? right() : left;
    case '||':
      return isTruthy(left) ? left : right();
    case '==':
      return isEqual(left, right());
    case '!=':
      return !isEqual(left, right());
    case '<':
      return toNumber(left) < toNumber(right());
    case '<=':
      return toNumber(left) <= toNumber(right());
    case '>':
      return toNumber(left) > toNumber(right());
    case '>=':
      return toNumber(left) >= toNumber(right());
    default:
      throw unreachable(expression.operator);
  }
}

function unreachable(value: never): Error {
  return new Error(`Unexpected ${JSON.stringify(value)}`);
}
