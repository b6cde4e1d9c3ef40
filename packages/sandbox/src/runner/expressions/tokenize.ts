import { InputError } from '@backstage/errors';

export type Token =
  | { kind: 'literal'; value: string | number | boolean | undefined }
  | { kind: 'name'; text: string }
  | { kind: 'symbol'; text: string }
  | { kind: 'end' };

const PATTERN =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<number>-?(?:0x[0-9a-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?))|(?<name>[a-z_][a-z0-9_-]*)|(?<symbol>&&|\|\||==|!=|<=|>=|[!<>()[\].,*]))/iy;

const KEYWORDS: Record<string, boolean | number | undefined> = {
  true: true,
  false: false,
  null: undefined,
};

/** Splits an expression, the text between `${{` and `}}`, into tokens. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  const end = expression.trimEnd().length;
  while (pattern.lastIndex < end) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(expression)?.groups;
    if (!groups) {
      throw new InputError(
        `Unexpected symbol: '${expression
          .slice(start)
          .trim()}'. Located at position ${
          start + 1
        } within expression: ${expression.trim()}`,
      );
    }
    tokens.push(toToken(groups));
  }
  return [...tokens, { kind: 'end' }];
}

function toToken(groups: Record<string, string | undefined>): Token {
  if (groups.string !== undefined) {
    return {
      kind: 'literal',
      value: groups.string.slice(1, -1).replaceAll("''", "'"),
    };
  }
  if (groups.number !== undefined) {
    return { kind: 'literal', value: Number(groups.number) };
  }
  if (groups.name !== undefined) {
    return groups.name in KEYWORDS
      ? { kind: 'literal', value: KEYWORDS[groups.name] }
      : { kind: 'name', text: groups.name };
  }
  return { kind: 'symbol', text: groups.symbol ?? '' };
}
