import { QueryError } from './Expression';
import { Token } from './tokenize';

/** Reads the tokens of a query one after the other. */
export class TokenReader {
  readonly #tokens: Token[];
  #next = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  isNext(text: string): boolean {
    const token = this.#tokens[this.#next];
    return (
      token !== undefined && token.kind !== 'string' && token.text === text
    );
  }

  accept(text: string): boolean {
    const found = this.isNext(text);
    if (found) {
      this.#next += 1;
    }
    return found;
  }

  expect(text: string): void {
    const token = this.take();
    if (token.text !== text || token.kind === 'string') {
      throw new QueryError(
        `1:${token.at + 1}: parse error: unexpected "${
          token.text
        }", expected "${text}"`,
      );
    }
  }

  take(): Token {
    const token = this.#tokens[this.#next];
    if (!token) {
      throw new QueryError('parse error: unexpected end of input');
    }
    this.#next += 1;
    return token;
  }

  /** Fails when something is left. */
  expectEnd(): void {
    const rest = this.#tokens[this.#next];
    if (rest) {
      throw this.unexpected(rest);
    }
  }

  unexpected(token: Token): QueryError {
    return new QueryError(
      `1:${token.at + 1}: parse error: unexpected "${token.text}"`,
    );
  }
}
