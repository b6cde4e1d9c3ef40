import { evaluateExpression } from './evaluateExpression';
import {
  ExpressionScope,
  ExpressionValue,
  isTruthy,
  toText,
} from './ExpressionValue';

const EMBEDDED = /\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}/g;

/** Replaces every `${{ … }}` of a text. */
export function interpolate(text: string, scope: ExpressionScope): string {
  return text.replace(EMBEDDED, (_, expression: string) =>
    toText(evaluateExpression(expression, scope)),
  );
}

export function interpolateAll(
  texts: Record<string, string>,
  scope: ExpressionScope,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, interpolate(text, scope)]),
  );
}

/** The value of a text that is one single `${{ … }}`, else the text with its expressions replaced. */
export function evaluateText(
  text: string,
  scope: ExpressionScope,
): ExpressionValue {
  const [only] = text.trim().matchAll(EMBEDDED);
  return only && only[0] === text.trim()
    ? evaluateExpression(only[1], scope)
    : interpolate(text, scope);
}

const STATUS_FUNCTION = /\b(?:success|failure|always|cancelled)\s*\(/i;

/**
 * Evaluates an `if`, in which `${{ }}` may be left out. A condition that asks for no status holds only while
 * everything before succeeded.
 */
export function evaluateCondition(
  condition: string | boolean | number | undefined,
  scope: ExpressionScope,
): boolean {
  const text = condition === undefined ? '' : String(condition).trim();
  const value =
    text === ''
      ? true
      : isTruthy(
          text.includes('${{')
            ? evaluateText(text, scope)
            : evaluateExpression(text, scope),
        );
  if (STATUS_FUNCTION.test(text)) {
    return value;
  }
  return value && isTruthy(evaluateExpression('success()', scope));
}
