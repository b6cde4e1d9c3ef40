import { QueryError } from './Expression';

export type Token =
  | { kind: 'name'; text: string; at: number }
  | { kind: 'number'; text: string; at: number }
  | { kind: 'duration'; text: string; at: number }
  | { kind: 'string'; text: string; at: number }
  | { kind: 'symbol'; text: string; at: number };

const PATTERNS: [Token['kind'] | 'space', RegExp][] = [
  ['space', /^(\s+|#[^\n]*)/],
  ['duration', /^(\d+(ms|[smhdwy]))+(?![A-Za-z0-9_])/],
  ['number', /^(0x[0-9a-fA-F]+|\d+(\.\d*)?([eE][+-]?\d+)?|\.\d+)(?![A-Za-z_])/],
  ['string', /^("(\\.|[^"\\])*"|'(\\.|[^'\\])*'|`[^`]*`)/],
  ['name', /^[A-Za-z_:][A-Za-z0-9_:]*/],
  ['symbol', /^(=~|!~|!=|==|>=|<=|[-+*/%^(){}[\],=<>])/],
];

/** Cuts a query into tokens. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const rest = query.slice(at);
    const found = PATTERNS.map(([kind, pattern]) => ({
      kind,
      text: pattern.exec(rest)?.[0],
    })).find(candidate => candidate.text !== undefined);
    if (!found || found.text === undefined) {
      throw new QueryError(
        `1:${at + 1}: parse error: unexpected character: '${query[at]}'`,
      );
    }
    if (found.kind !== 'space') {
      const text = found.kind === 'string' ? unquote(found.text) : found.text;
      tokens.push({ kind: found.kind, text, at });
    }
    at += found.text.length;
  }
  return tokens;
}

function unquote(text: string): string {
  const inner = text.slice(1, -1);
  return text.startsWith('`')
    ? inner
    : inner.replace(/\\(.)/g, (_, character: string) =>
        character === 'n' ? '\n' : character,
      );
}
