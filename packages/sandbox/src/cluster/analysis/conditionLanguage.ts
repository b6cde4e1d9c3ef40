/** A condition that cannot be understood. */
export class ConditionError extends Error {}

type Operand = number | boolean | number[];

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(&&|\|\||[<>=!]=|[-+*/<>!()[\],?:]))/y;

/**
 * Evaluates the conditions of analysis metrics: `result[0] < 0.05`, `isNaN(result[0]) || result[0] >= 0.95`,
 * `len(result) == 0`, `default(result[0], 0) < 1`, and `condition ? a : b`.
 */
export function evaluateCondition(
  condition: string,
  result: number[] | number,
): boolean {
  const evaluator = new Evaluator(tokensOf(condition), condition, result);
  return evaluator.evaluate();
}

function tokensOf(condition: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < condition.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(condition);
    if (!match) {
      throw new ConditionError(
        `the condition '${condition}' has an unexpected character at ${at + 1}`,
      );
    }
    tokens.push(match[0].trim());
  }
  return tokens;
}

class Evaluator {
  readonly #tokens: string[];
  readonly #condition: string;
  readonly #result: number[] | number;
  #next = 0;

  constructor(tokens: string[], condition: string, result: number[] | number) {
    this.#tokens = tokens;
    this.#condition = condition;
    this.#result = result;
  }

  evaluate(): boolean {
    const value = this.#choice();
    if (this.#next < this.#tokens.length) {
      throw this.#unexpected();
    }
    if (typeof value !== 'boolean') {
      throw new ConditionError(
        `the condition '${this.#condition}' gives no true or false`,
      );
    }
    return value;
  }

  #choice(): Operand {
    const test = this.#or();
    if (!this.#accept('?')) {
      return test;
    }
    const yes = this.#choice();
    this.#expect(':');
    const no = this.#choice();
    return test === true ? yes : no;
  }

  #or(): Operand {
    let left = this.#and();
    while (this.#accept('||')) {
      const right = this.#and();
      left = left === true || right === true;
    }
    return left;
  }

  #and(): Operand {
    let left = this.#comparison();
    while (this.#accept('&&')) {
      const right = this.#comparison();
      left = left === true && right === true;
    }
    return left;
  }

  #comparison(): Operand {
    const left = this.#sum();
    for (const operator of ['<=', '>=', '==', '!=', '<', '>']) {
      if (this.#accept(operator)) {
        return compare(operator, left, this.#sum());
      }
    }
    return left;
  }

  #sum(): Operand {
    let left = this.#product();
    for (;;) {
      if (this.#accept('+')) {
        left = this.#number(left) + this.#number(this.#product());
      } else if (this.#accept('-')) {
        left = this.#number(left) - this.#number(this.#product());
      } else {
        return left;
      }
    }
  }

  #product(): Operand {
    let left = this.#unary();
    for (;;) {
      if (this.#accept('*')) {
        left = this.#number(left) * this.#number(this.#unary());
      } else if (this.#accept('/')) {
        left = this.#number(left) / this.#number(this.#unary());
      } else {
        return left;
      }
    }
  }

  #unary(): Operand {
    if (this.#accept('!')) {
      return this.#unary() !== true;
    }
    if (this.#accept('-')) {
      return -this.#number(this.#unary());
    }
    return this.#primary();
  }

  #primary(): Operand {
    const token = this.#tokens[this.#next];
    this.#next += 1;
    if (token === undefined) {
      throw new ConditionError(
        `the condition '${this.#condition}' ends too early`,
      );
    }
    if (/^\d/.test(token)) {
      return Number(token);
    }
    switch (token) {
      case '(': {
        const inner = this.#choice();
        this.#expect(')');
        return inner;
      }
      case 'true':
        return true;
      case 'false':
        return false;
      case 'result':
        return this.#indexed();
      case 'isNaN':
        return Number.isNaN(this.#argument());
      case 'isInf':
        return Math.abs(this.#argument()) === Infinity;
      case 'asFloat':
      case 'float':
        return this.#argument();
      case 'asInt':
      case 'int':
        return Math.trunc(this.#argument());
      case 'len': {
        this.#expect('(');
        const list = this.#choice();
        this.#expect(')');
        return Array.isArray(list) ? list.length : 0;
      }
      case 'default': {
        this.#expect('(');
        const value = this.#choice();
        this.#expect(',');
        const fallback = this.#choice();
        this.#expect(')');
        return Number.isNaN(value) ? fallback : value;
      }
      default:
        this.#next -= 1;
        throw this.#unexpected();
    }
  }

  #indexed(): Operand {
    if (!this.#accept('[')) {
      return this.#result;
    }
    const index = this.#number(this.#choice());
    this.#expect(']');
    const list = Array.isArray(this.#result) ? this.#result : [this.#result];
    const value = list[index];
    if (value === undefined) {
      throw new ConditionError(
        `reflect: slice index out of range: the query gave ${
          list.length
        } results, '${this.#condition}' asks for number ${index}`,
      );
    }
    return value;
  }

  #argument(): number {
    this.#expect('(');
    const value = this.#choice();
    this.#expect(')');
    return this.#number(value);
  }

  #number(value: Operand): number {
    if (typeof value === 'number') {
      return value;
    }
    throw new ConditionError(
      `the condition '${
        this.#condition
      }' calculates with something that is no number`,
    );
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
      `the condition '${this.#condition}' has an unexpected '${
        this.#tokens[this.#next] ?? 'end'
      }'`,
    );
  }
}

function compare(operator: string, left: Operand, right: Operand): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    default:
      return left !== right;
  }
}
