import { ConditionError } from './parseCondition';

/** A text with the arguments of its analysis run in the place of `{{args.name}}`. */
export function withArguments(text: string, args: Map<string, string>): string {
  return text.replace(/\{\{\s*args\.([\w.-]+)\s*\}\}/g, (_, name: string) => {
    const value = args.get(name);
    if (value === undefined) {
      throw new ConditionError(`failed to resolve {{args.${name}}}`);
    }
    return value;
  });
}
