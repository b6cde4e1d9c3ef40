import { parseDuration } from '../../cluster/analysis/parseDuration';
import {
  AggregateOperator,
  BinaryOperator,
  Expression,
  Matcher,
  Matching,
  QueryError,
} from './Expression';
import { Token, tokenize } from './tokenize';
import { TokenReader } from './TokenReader';

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
  const parser = new Parser(new TokenReader(tokenize(query)));
  return parser.parse();
}

class Parser {
  readonly #tokens: TokenReader;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#binary(0);
    this.#tokens.expectEnd();
    return expression;
  }

  #binary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) {
      return this.#unary();
    }
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find(candidate =>
        this.#tokens.accept(candidate),
      );
      if (!operator) {
        return left;
      }
      const asBool = this.#tokens.accept('bool');
      const matching = this.#matching();
      left = {
        kind: 'binary',
        operator,
        asBool,
        matching,
        left,
        right: this.#binary(level + 1),
      };
    }
  }

  #unary(): Expression {
    if (this.#tokens.accept('-')) {
      return {
        kind: 'binary',
        operator: '*',
        asBool: false,
        left: { kind: 'number', value: -1 },
        right: this.#unary(),
      };
    }
    this.#tokens.accept('+');
    const base = this.#primary();
    if (this.#tokens.accept('^')) {
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
    const token = this.#tokens.take();
    if (token.kind === 'number') {
      return { kind: 'number', value: Number(token.text) };
    }
    if (token.kind === 'symbol' && token.text === '(') {
      const inner = this.#binary(0);
      this.#tokens.expect(')');
      return inner;
    }
    if (token.kind === 'symbol' && token.text === '{') {
      return this.#selector(undefined);
    }
    if (token.kind !== 'name') {
      throw this.#tokens.unexpected(token);
    }
    if (/^(nan|inf)$/i.test(token.text)) {
      const value = /nan/i.test(token.text) ? NaN : Infinity;
      return { kind: 'number', value };
    }
    const aggregate = aggregateOf(token.text);
    if (
      aggregate &&
      (this.#tokens.isNext('(') ||
        this.#tokens.isNext('by') ||
        this.#tokens.isNext('without'))
    ) {
      return this.#aggregate(aggregate);
    }
    if (this.#tokens.isNext('(')) {
      return this.#call(token);
    }
    if (this.#tokens.accept('{')) {
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
    this.#tokens.expect('(');
    const operand = this.#binary(0);
    this.#tokens.expect(')');
    grouping ??= this.#grouping();
    return {
      kind: 'aggregate',
      operator,
      grouping: grouping ?? { mode: 'by', labels: [] },
      operand,
    };
  }

  #matching(): Matching | undefined {
    const mode = (['on', 'ignoring'] as const).find(word =>
      this.#tokens.accept(word),
    );
    const matching = mode && { mode, labels: this.#labels() };
    for (const word of ['group_left', 'group_right']) {
      if (this.#tokens.isNext(word)) {
        throw new QueryError(
          `vector matching with '${word}' is not supported by the sandbox; it matches one to one`,
        );
      }
    }
    return matching;
  }

  #grouping(): { mode: 'by' | 'without'; labels: string[] } | undefined {
    const mode = (['by', 'without'] as const).find(word =>
      this.#tokens.accept(word),
    );
    return mode && { mode, labels: this.#labels() };
  }

  #labels(): string[] {
    this.#tokens.expect('(');
    const labels: string[] = [];
    while (!this.#tokens.accept(')')) {
      labels.push(this.#tokens.take().text);
      this.#tokens.accept(',');
    }
    return labels;
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
    this.#tokens.expect('(');
    const parameters: Expression[] = [];
    while (!this.#tokens.accept(')')) {
      parameters.push(this.#binary(0));
      if (!this.#tokens.isNext(')')) {
        this.#tokens.expect(',');
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
    while (!this.#tokens.accept('}')) {
      const label = this.#tokens.take();
      const operator = this.#tokens.take();
      const value = this.#tokens.take();
      if (label.kind !== 'name') {
        throw this.#tokens.unexpected(label);
      }
      if (value.kind !== 'string') {
        throw this.#tokens.unexpected(value);
      }
      matchers.push({
        label: label.text,
        operator: this.#matchOperator(operator),
        value: value.text,
      });
      if (!this.#tokens.isNext('}')) {
        this.#tokens.expect(',');
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
        throw this.#tokens.unexpected(token);
    }
  }

  #range(): number | undefined {
    if (!this.#tokens.accept('[')) {
      return undefined;
    }
    const token = this.#tokens.take();
    if (token.kind !== 'duration') {
      throw this.#tokens.unexpected(token);
    }
    this.#tokens.expect(']');
    return parseDuration(token.text);
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
