import { BinaryOperator } from './Expression';

/** One operation between two numbers; a comparison gives 1 or 0. */
export function calculate(
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
