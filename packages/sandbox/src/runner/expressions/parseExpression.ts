import { InputError } from '@backstage/errors';
import { Token, tokenize } from './tokenize';

export type BinaryOperator =
  | '&&'
  | '||'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>=';

export type Expression =
  | { kind: 'literal'; value: string | number | boolean | undefined }
  | { kind: 'context'; name: string }
  | { kind: 'index'; of: Expression; key: Expression }
  /** `needs.*`: all values of an object or array. */
  | { kind: 'all'; of: Expression }
  | { kind: 'call'; name: string; parameters: Expression[] }
  | { kind: 'not'; operand: Expression }
  | {
      kind: 'binary';
      operator: BinaryOperator;
      left: Expression;
      right: Expression;
    };

/** Binds weakest first. */
const PRECEDENCE: BinaryOperator[][] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
];

class Parser {
  readonly #text: string;
  readonly #tokens: Token[];
  #position = 0;

  constructor(text: string) {
    this.#text = text.trim();
    this.#tokens = tokenize(text);
  }

  finish(): void {
    if (this.#token().kind !== 'end') {
      throw this.#unexpected();
    }
  }

  binary(level: number): Expression {
    const operators = PRECEDENCE[level];
    if (!operators) {
      return this.#unary();
    }
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find(candidate => this.#take(candidate));
      if (!operator) {
        return left;
      }
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  #unary(): Expression {
    return this.#take('!')
      ? { kind: 'not', operand: this.#unary() }
      : this.#access(this.#primary());
  }

  #primary(): Expression {
    const token = this.#token();
    if (token.kind === 'literal') {
      this.#position++;
      return token;
    }
    if (token.kind === 'name') {
      this.#position++;
      return this.#take('(')
        ? { kind: 'call', name: token.text, parameters: this.#parameters() }
        : { kind: 'context', name: token.text };
    }
    if (this.#take('(')) {
      const inner = this.binary(0);
      this.#expect(')');
      return inner;
    }
    throw this.#unexpected();
  }

  #parameters(): Expression[] {
    const parameters: Expression[] = [];
    if (this.#take(')')) {
      return parameters;
    }
    do {
      parameters.push(this.binary(0));
    } while (this.#take(','));
    this.#expect(')');
    return parameters;
  }

  #access(start: Expression): Expression {
    let of = start;
    for (;;) {
      if (this.#take('.')) {
        of = this.#property(of);
      } else if (this.#take('[')) {
        of = this.#element(of);
      } else {
        return of;
      }
    }
  }

  #property(of: Expression): Expression {
    if (this.#take('*')) {
      return { kind: 'all', of };
    }
    const token = this.#token();
    const name = propertyNameOf(token);
    if (name === undefined) {
      throw this.#unexpected();
    }
    this.#position++;
    return { kind: 'index', of, key: { kind: 'literal', value: name } };
  }

  #element(of: Expression): Expression {
    if (this.#take('*')) {
      this.#expect(']');
      return { kind: 'all', of };
    }
    const key = this.binary(0);
    this.#expect(']');
    return { kind: 'index', of, key };
  }

  #token(): Token {
    return this.#tokens[this.#position];
  }

  #take(symbol: string): boolean {
    const token = this.#token();
    if (token.kind !== 'symbol' || token.text !== symbol) {
      return false;
    }
    this.#position++;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) {
      throw this.#unexpected();
    }
  }

  #unexpected(): InputError {
    const token = this.#token();
    return new InputError(
      `Unexpected ${describe(token)} within expression: ${this.#text}`,
    );
  }
}

/** Reads the text between `${{` and `}}`. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text);
  const expression = parser.binary(0);
  parser.finish();
  return expression;
}

/** A property may be called like a literal: `inputs.true`. */
function propertyNameOf(token: Token): string | undefined {
  switch (token.kind) {
    case 'name':
      return token.text;
    case 'literal':
      return typeof token.value === 'boolean' ? String(token.value) : undefined;
    default:
      return undefined;
  }
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'end of expression';
    case 'literal':
      return `'${token.value}'`;
    default:
      return `'${token.text}'`;
  }
}
