/** A value of GitHub's expression language; its `null` is `undefined` here. */
export type ExpressionValue =
  | undefined
  | boolean
  | number
  | string
  | ExpressionValue[]
  | { [key: string]: ExpressionValue };

export type ExpressionFunction = (
  ...values: ExpressionValue[]
) => ExpressionValue;

/** What an expression can name. */
export interface ExpressionScope {
  contexts: Record<string, ExpressionValue>;
  functions?: Record<string, ExpressionFunction>;
}

export function isTruthy(value: ExpressionValue): boolean {
  return !(
    value === undefined ||
    value === false ||
    value === 0 ||
    value === '' ||
    Number.isNaN(value)
  );
}

/** As GitHub writes a value into a string. */
export function toText(value: ExpressionValue): string {
  if (value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return 'Array';
  }
  return typeof value === 'object' ? 'Object' : String(value);
}

/** As GitHub compares values of different types. */
export function toNumber(value: ExpressionValue): number {
  if (value === undefined) {
    return 0;
  }
  if (typeof value === 'string') {
    return value.trim() === '' ? 0 : Number(value);
  }
  return typeof value === 'object' ? NaN : Number(value);
}

/** Objects and arrays are equal only to themselves; strings are compared without regard to case. */
export function isEqual(left: ExpressionValue, right: ExpressionValue) {
  if (typeof left === 'string' && typeof right === 'string') {
    return left.toLowerCase() === right.toLowerCase();
  }
  if (typeof left === typeof right) {
    return left === right;
  }
  return toNumber(left) === toNumber(right);
}
