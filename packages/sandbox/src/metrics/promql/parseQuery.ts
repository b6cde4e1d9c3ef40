import { parseDuration } from '../../cluster/analysis/parseDuration';
import {
  AggregateOperator,
  BinaryOperator,
  Expression,
  Matcher,
  QueryError,
} from './Expression';
import { Token, tokenize } from './tokenize';

const MAXIMUM_LENGTH = 4096;

const LEVELS: BinaryOperator[][] = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<=', '<', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const FUNCTIONS: Record<string, number[]> = {
  rate: [1],
  irate: [1],
  increase: [1],
  avg_over_time: [1],
  max_over_time: [1],
  min_over_time: [1],
  histogram_quantile: [2],
  vector: [1],
  scalar: [1],
  abs: [1],
  absent: [1],
  clamp_min: [2],
  clamp_max: [2],
  time: [0],
};

/** Parses a query; throws a `QueryError` that says where and why it stopped. */
export function parseQuery(query: string): Expression {
  if (query.length > MAXIMUM_LENGTH) {
    throw new QueryError(`a query has at most ${MAXIMUM_LENGTH} characters`);
  }
  const parser = new Parser(tokenize(query));
  return parser.parse();
}

class Parser {
  readonly #tokens: Token[];
  #next = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#binary(0);
    const rest = this.#tokens[this.#next];
    if (rest) {
      throw this.#unexpected(rest);
    }
    return expression;
  }

  #binary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) {
      return this.#unary();
    }
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find(candidate => this.#isNext(candidate));
      if (!operator) {
        return left;
      }
      this.#next += 1;
      const asBool = this.#accept('bool');
      for (const word of ['on', 'ignoring', 'group_left', 'group_right']) {
        if (this.#isNext(word)) {
          throw new QueryError(
            `vector matching with '${word}' is not supported by the sandbox; it matches on all labels`,
          );
        }
      }
      left = {
        kind: 'binary',
        operator,
        asBool,
        left,
        right: this.#binary(level + 1),
      };
    }
  }

  #unary(): Expression {
    if (this.#accept('-')) {
      return {
        kind: 'binary',
        operator: '*',
        asBool: false,
        left: { kind: 'number', value: -1 },
        right: this.#unary(),
      };
    }
    this.#accept('+');
    const base = this.#primary();
    if (this.#accept('^')) {
      return {
        kind: 'binary',
        operator: '^',
        asBool: false,
        left: base,
        right: this.#unary(),
      };
    }
    return base;
  }

  #primary(): Expression {
    const token = this.#take();
    if (token.kind === 'number') {
      return { kind: 'number', value: Number(token.text) };
    }
    if (token.kind === 'symbol' && token.text === '(') {
      const inner = this.#binary(0);
      this.#expect(')');
      return inner;
    }
    if (token.kind === 'symbol' && token.text === '{') {
      return this.#selector(undefined);
    }
    if (token.kind !== 'name') {
      throw this.#unexpected(token);
    }
    if (/^(nan|inf)$/i.test(token.text)) {
      const value = /nan/i.test(token.text) ? NaN : Infinity;
      return { kind: 'number', value };
    }
    const aggregate = aggregateOf(token.text);
    if (
      aggregate &&
      (this.#isNext('(') || this.#isNext('by') || this.#isNext('without'))
    ) {
      return this.#aggregate(aggregate);
    }
    if (this.#isNext('(')) {
      return this.#call(token);
    }
    if (this.#accept('{')) {
      return this.#selector(token.text);
    }
    return {
      kind: 'selector',
      name: token.text,
      matchers: [],
      rangeSeconds: this.#range(),
    };
  }

  #aggregate(operator: AggregateOperator): Expression {
    let grouping = this.#grouping();
    this.#expect('(');
    const operand = this.#binary(0);
    this.#expect(')');
    grouping ??= this.#grouping();
    return {
      kind: 'aggregate',
      operator,
      grouping: grouping ?? { mode: 'by', labels: [] },
      operand,
    };
  }

  #grouping(): { mode: 'by' | 'without'; labels: string[] } | undefined {
    const mode = (['by', 'without'] as const).find(word => this.#accept(word));
    if (!mode) {
      return undefined;
    }
    this.#expect('(');
    const labels: string[] = [];
    while (!this.#accept(')')) {
      labels.push(this.#take().text);
      this.#accept(',');
    }
    return { mode, labels };
  }

  #call(name: Token): Expression {
    const arity = FUNCTIONS[name.text];
    if (!arity) {
      throw new QueryError(
        `1:${name.at + 1}: the sandbox has no function or aggregation '${
          name.text
        }'; it has: ${[
          ...Object.keys(FUNCTIONS),
          'sum',
          'avg',
          'min',
          'max',
          'count',
        ].join(', ')}`,
      );
    }
    this.#expect('(');
    const parameters: Expression[] = [];
    while (!this.#accept(')')) {
      parameters.push(this.#binary(0));
      if (!this.#isNext(')')) {
        this.#expect(',');
      }
    }
    if (!arity.includes(parameters.length)) {
      throw new QueryError(
        `1:${name.at + 1}: expected ${arity.join(
          ' or ',
        )} argument(s) in call to "${name.text}", got ${parameters.length}`,
      );
    }
    return { kind: 'call', function: name.text, arguments: parameters };
  }

  #selector(name: string | undefined): Expression {
    const matchers: Matcher[] = [];
    while (!this.#accept('}')) {
      const label = this.#take();
      const operator = this.#take();
      const value = this.#take();
      if (label.kind !== 'name') {
        throw this.#unexpected(label);
      }
      if (value.kind !== 'string') {
        throw this.#unexpected(value);
      }
      matchers.push({
        label: label.text,
        operator: this.#matchOperator(operator),
        value: value.text,
      });
      if (!this.#isNext('}')) {
        this.#expect(',');
      }
    }
    return { kind: 'selector', name, matchers, rangeSeconds: this.#range() };
  }

  #matchOperator(token: Token): Matcher['operator'] {
    switch (token.text) {
      case '=':
      case '!=':
      case '=~':
      case '!~':
        return token.text;
      default:
        throw this.#unexpected(token);
    }
  }

  #range(): number | undefined {
    if (!this.#accept('[')) {
      return undefined;
    }
    const token = this.#take();
    if (token.kind !== 'duration') {
      throw this.#unexpected(token);
    }
    this.#expect(']');
    return parseDuration(token.text);
  }

  #isNext(text: string): boolean {
    const token = this.#tokens[this.#next];
    return (
      token !== undefined && token.kind !== 'string' && token.text === text
    );
  }

  #accept(text: string): boolean {
    const found = this.#isNext(text);
    if (found) {
      this.#next += 1;
    }
    return found;
  }

  #expect(text: string): void {
    const token = this.#take();
    if (token.text !== text || token.kind === 'string') {
      throw new QueryError(
        `1:${token.at + 1}: parse error: unexpected "${
          token.text
        }", expected "${text}"`,
      );
    }
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    if (!token) {
      throw new QueryError('parse error: unexpected end of input');
    }
    this.#next += 1;
    return token;
  }

  #unexpected(token: Token): QueryError {
    return new QueryError(
      `1:${token.at + 1}: parse error: unexpected "${token.text}"`,
    );
  }
}

function aggregateOf(text: string): AggregateOperator | undefined {
  switch (text) {
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'count':
      return text;
    default:
      return undefined;
  }
}
