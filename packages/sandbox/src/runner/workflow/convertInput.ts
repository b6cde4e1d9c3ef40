import { ExpressionValue } from '../expressions/ExpressionValue';
import { CallInput } from './onSchema';

const TYPES = { boolean: 'Boolean', number: 'Number', string: 'String' };
const EMPTY = { boolean: false, number: 0, string: '' };

/** The value of an input in its declared type; GitHub converts to strings, and refuses everything else that does not fit. */
export function convertInput(
  name: string,
  input: CallInput,
  given: ExpressionValue,
): { value: ExpressionValue } | { problem: string } {
  const value = given ?? input.default ?? EMPTY[input.type];
  if (typeof value === input.type) {
    return { value };
  }
  if (input.type === 'string' && typeof value !== 'object') {
    return { value: String(value) };
  }
  const shown = typeof value === 'object' ? JSON.stringify(value) : value;
  return {
    problem: `Unexpected type of value '${shown}' for input '${name}', expected type: ${
      TYPES[input.type]
    }.`,
  };
}
