import { InputError } from '@backstage/errors';

/** Keys and indices that lead from the root of a document to a value. */
export type JsonPath = readonly (string | number)[];

/** What to do with the parts of a document. */
export interface JsonVisitor {
  /** Whether to look into a value, to hand it out whole, or to pass over it. What has no inside is handed out. */
  decide(path: JsonPath): 'enter' | 'take' | 'skip';
  entered(path: JsonPath, kind: 'array' | 'object'): void;
  left(path: JsonPath): void;
  /** Undefined instead of a value that is larger or nested deeper than the limits. */
  take(path: JsonPath, value: unknown): void;
}

interface Container {
  kind: 'array' | 'object';
  /** What may come next. */
  next: 'first' | 'key' | 'colon' | 'value' | 'comma';
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Cuts a JSON document into the values that somebody wants, while its bytes arrive, and parses each alone: the document
 * may be of any size, only one value at a time is in memory. Finding where a value ends is all that it does by itself;
 * general streaming parsers make a token of every name and number, which costs three to five times as much.
 */
export class JsonSplitter {
  readonly #visitor: JsonVisitor;
  readonly #limits: { bytes: number; depth: number };
  readonly #containers: Container[] = [];
  readonly #path: (string | number)[] = [];
  /** Bytes of the document before the present chunk. */
  #offset = 0;
  #done = false;

  // The value or key that is being read.
  #reading: 'nothing' | 'key' | 'take' | 'skip' = 'nothing';
  #shape: 'text' | 'container' | 'scalar' = 'scalar';
  #startedAt = 0;
  #depth = 0;
  #deepest = 0;
  #inText = false;
  #escaped = false;
  #pieces: Buffer[] = [];
  #size = 0;

  constructor(
    visitor: JsonVisitor,
    limits: { /** Of one value. */ bytes: number; depth: number },
  ) {
    this.#visitor = visitor;
    this.#limits = limits;
  }

  write(chunk: Buffer): void {
    let index = 0;
    while (index < chunk.length) {
      index =
        this.#reading === 'nothing'
          ? this.#step(chunk, index)
          : this.#readOn(chunk, index);
    }
    this.#offset += chunk.length;
  }

  /** Says that nothing follows. */
  end(): void {
    if (this.#reading !== 'nothing' && this.#containers.length === 0) {
      this.#finish(Buffer.alloc(0));
    }
    if (!this.#done || this.#reading !== 'nothing') {
      throw new InputError(
        `The file is not JSON: it ends too early, at byte ${this.#offset}`,
      );
    }
  }

  /** Takes one byte between values. */
  #step(chunk: Buffer, index: number): number {
    const byte = chunk[index];
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      return index + 1;
    }
    const container = this.#containers.at(-1);
    if (!container) {
      const at = this.#offset + index;
      if (BYTE_ORDER_MARK[at] === byte && !this.#done) {
        return index + 1;
      }
      return this.#done ? this.#fail(index) : this.#begin(chunk, index);
    }
    const closes = container.kind === 'array' ? CLOSE_BRACKET : CLOSE_BRACE;
    const mayClose = container.next === 'first' || container.next === 'comma';
    if (byte === closes && mayClose) {
      this.#containers.pop();
      if (container.next === 'comma') {
        this.#path.pop();
      }
      this.#visitor.left(this.#path);
      this.#completed();
      return index + 1;
    }
    switch (container.next) {
      case 'comma':
        return byte === COMMA
          ? this.#afterComma(container, index)
          : this.#fail(index);
      case 'colon':
        container.next = 'value';
        return byte === COLON ? index + 1 : this.#fail(index);
      case 'value':
        return this.#begin(chunk, index);
      default:
        if (container.kind === 'array') {
          this.#path.push(0);
          return this.#begin(chunk, index);
        }
        return byte === QUOTE
          ? this.#start('key', byte, index)
          : this.#fail(index);
    }
  }

  #afterComma(container: Container, index: number): number {
    if (container.kind === 'array') {
      const last = Number(this.#path.pop());
      this.#path.push(last + 1);
      container.next = 'value';
    } else {
      this.#path.pop();
      container.next = 'key';
    }
    return index + 1;
  }

  /** Begins a value. */
  #begin(chunk: Buffer, index: number): number {
    const byte = chunk[index];
    if (
      byte === COMMA ||
      byte === COLON ||
      byte === CLOSE_BRACE ||
      byte === CLOSE_BRACKET
    ) {
      return this.#fail(index);
    }
    const decision = this.#visitor.decide(this.#path);
    const opens = byte === OPEN_BRACE || byte === OPEN_BRACKET;
    if (decision === 'enter' && opens) {
      const kind = byte === OPEN_BRACKET ? 'array' : 'object';
      this.#containers.push({ kind, next: 'first' });
      this.#visitor.entered(this.#path, kind);
      return index + 1;
    }
    return this.#start(decision === 'skip' ? 'skip' : 'take', byte, index);
  }

  #start(
    reading: 'key' | 'take' | 'skip',
    byte: number,
    index: number,
  ): number {
    this.#reading = reading;
    this.#startedAt = this.#offset + index;
    this.#depth = 0;
    this.#deepest = 0;
    this.#inText = false;
    this.#escaped = false;
    this.#pieces = [];
    this.#size = 0;
    if (byte === QUOTE) {
      this.#shape = 'text';
    } else {
      this.#shape =
        byte === OPEN_BRACE || byte === OPEN_BRACKET ? 'container' : 'scalar';
    }
    return index;
  }

  /** Goes on with the value that is being read; returns where it ended, or the end of the chunk. */
  #readOn(chunk: Buffer, from: number): number {
    const end = this.#endIn(chunk, from);
    const to = end ?? chunk.length;
    if (this.#reading !== 'skip') {
      this.#size += to - from;
      if (this.#size > this.#limits.bytes) {
        this.#pieces = [];
      } else if (end === undefined) {
        this.#pieces.push(chunk.subarray(from, to));
      }
    }
    if (end !== undefined) {
      this.#finish(chunk.subarray(from, to));
    }
    return to;
  }

  // The hot loop: it sees every byte.
  #endIn(chunk: Buffer, from: number): number | undefined {
    const { length } = chunk;
    const isScalar = this.#shape === 'scalar';
    let inText = this.#inText;
    let escaped = this.#escaped;
    let depth = this.#depth;
    let deepest = this.#deepest;
    let index = from;
    let found = false;
    while (index < length && !found) {
      const byte = chunk[index];
      if (inText) {
        if (escaped) {
          escaped = false;
        } else if (byte === BACKSLASH) {
          escaped = true;
        } else if (byte === QUOTE) {
          inText = false;
          found = depth === 0;
        }
      } else if (byte === QUOTE) {
        inText = true;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        depth += 1;
        if (depth > deepest) {
          deepest = depth;
        }
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (depth === 0) {
          // It closes what a scalar stands in.
          found = true;
          index -= 1;
        } else {
          depth -= 1;
          found = depth === 0;
        }
      } else if (isScalar && (byte === COMMA || byte <= 0x20)) {
        found = true;
        index -= 1;
      }
      index += 1;
    }
    this.#inText = inText;
    this.#escaped = escaped;
    this.#depth = depth;
    this.#deepest = deepest;
    return found ? index : undefined;
  }

  #finish(last: Buffer): void {
    const reading = this.#reading;
    this.#reading = 'nothing';
    if (reading === 'skip') {
      this.#completed();
      return;
    }
    const value = this.#valueOf(last);
    if (reading === 'take') {
      this.#visitor.take(this.#path, value);
      this.#completed();
      return;
    }
    const container = this.#containers.at(-1);
    if (container) {
      container.next = 'colon';
    }
    this.#path.push(typeof value === 'string' ? value : '');
  }

  #valueOf(last: Buffer): unknown {
    if (this.#size > this.#limits.bytes || this.#deepest > this.#limits.depth) {
      return undefined;
    }
    const bytes =
      this.#pieces.length > 0 ? Buffer.concat([...this.#pieces, last]) : last;
    this.#pieces = [];
    const text = bytes.toString('utf8');
    try {
      return JSON.parse(text);
    } catch (error) {
      // Not every message of the parser tells the position.
      const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
      const at = this.#startedAt + Buffer.byteLength(text.slice(0, position));
      throw new InputError(`The file is not JSON: it is broken at byte ${at}`);
    }
  }

  /** After a value. */
  #completed(): void {
    const container = this.#containers.at(-1);
    if (container) {
      container.next = 'comma';
    } else {
      this.#done = true;
    }
  }

  #fail(index: number): never {
    throw new InputError(
      `The file is not JSON: it is broken at byte ${this.#offset + index}`,
    );
  }
}
