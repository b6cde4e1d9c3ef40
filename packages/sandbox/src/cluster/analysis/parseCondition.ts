/** A condition that cannot be understood, or that asks for what is not there. */
export class ConditionError extends Error {}

/** A parsed condition. */
export type Condition =
  | { kind: 'literal'; value: number | boolean }
  | { kind: 'result' }
  | { kind: 'index'; list: Condition; index: Condition }
  | { kind: 'call'; function: string; arguments: Condition[] }
  | { kind: 'unary'; operator: '!' | '-'; operand: Condition }
  | {
      kind: 'binary';
      operator: BinaryOperator;
      left: Condition;
      right: Condition;
    }
  | { kind: 'choice'; test: Condition; yes: Condition; no: Condition };

const LEVELS = [
  ['||', 'or'],
  ['&&', 'and'],
  ['<=', '>=', '==', '!=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
] as const;

const WORDS = { or: '||', and: '&&' } as const;

/** An operator between two operands; the words `and` and `or` are read as their signs. */
export type BinaryOperator = Exclude<
  (typeof LEVELS)[number][number],
  keyof typeof WORDS
>;

const PARAMETERS = new Map([
  ['isNaN', 1],
  ['isInf', 1],
  ['asFloat', 1],
  ['float', 1],
  ['asInt', 1],
  ['int', 1],
  ['len', 1],
  ['default', 2],
]);

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(&&|\|\||[<>=!]=|[-+*/<>!()[\],?:]))/y;

/** Parses the condition of an analysis metric, as far as expr-lang is used for the results of Prometheus. */
export function parseCondition(text: string): Condition {
  return new Parser(text).parse();
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) {
      throw new ConditionError(
        `the condition '${text}' has an unexpected character at ${at + 1}`,
      );
    }
    tokens.push(match[0].trim());
  }
  return tokens;
}

class Parser {
  readonly #text: string;
  readonly #tokens: string[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  parse(): Condition {
    const condition = this.#choice();
    if (this.#next < this.#tokens.length) {
      throw this.#unexpected();
    }
    return condition;
  }

  #choice(): Condition {
    const test = this.#binary(0);
    if (!this.#accept('?')) {
      return test;
    }
    const yes = this.#choice();
    this.#expect(':');
    return { kind: 'choice', test, yes, no: this.#choice() };
  }

  #binary(level: number): Condition {
    const operators = LEVELS[level];
    if (!operators) {
      return this.#unary();
    }
    let left = this.#binary(level + 1);
    for (;;) {
      const found = operators.find(operator => this.#accept(operator));
      if (!found) {
        return left;
      }
      const operator = found === 'or' || found === 'and' ? WORDS[found] : found;
      const right = this.#binary(level + 1);
      left = { kind: 'binary', operator, left, right };
    }
  }

  #unary(): Condition {
    if (this.#accept('!') || this.#accept('not')) {
      return { kind: 'unary', operator: '!', operand: this.#unary() };
    }
    if (this.#accept('-')) {
      return { kind: 'unary', operator: '-', operand: this.#unary() };
    }
    let operand = this.#primary();
    while (this.#accept('[')) {
      operand = { kind: 'index', list: operand, index: this.#choice() };
      this.#expect(']');
    }
    return operand;
  }

  #primary(): Condition {
    const token = this.#tokens[this.#next];
    if (token === undefined) {
      throw new ConditionError(`the condition '${this.#text}' ends too early`);
    }
    const parameters = PARAMETERS.get(token);
    if (parameters !== undefined) {
      this.#next += 1;
      return this.#call(token, parameters);
    }
    if (this.#accept('(')) {
      const inner = this.#choice();
      this.#expect(')');
      return inner;
    }
    if (this.#accept('result')) {
      return { kind: 'result' };
    }
    if (this.#accept('true') || this.#accept('false')) {
      return { kind: 'literal', value: token === 'true' };
    }
    if (/^\d/.test(token)) {
      this.#next += 1;
      return { kind: 'literal', value: Number(token) };
    }
    throw this.#unexpected();
  }

  #call(name: string, parameters: number): Condition {
    const given: Condition[] = [];
    this.#expect('(');
    while (given.length < parameters) {
      if (given.length > 0) {
        this.#expect(',');
      }
      given.push(this.#choice());
    }
    this.#expect(')');
    return { kind: 'call', function: name, arguments: given };
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#next] !== token) {
      return false;
    }
    this.#next += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) {
      throw this.#unexpected();
    }
  }

  #unexpected(): ConditionError {
    return new ConditionError(
      `the condition '${this.#text}' has an unexpected '${
        this.#tokens[this.#next] ?? 'end'
      }'`,
    );
  }
}
