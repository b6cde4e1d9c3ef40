import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, Interface } from 'node:readline';

/**
 * A Node process that answers each line of JSON with one. Libraries that are ES modules only run in one, because Jest
 * cannot load them.
 */
export class LineProcess {
  readonly #script: string;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  readonly #known = new Map<string, unknown>();
  #last: Promise<unknown> = Promise.resolve();

  static start(script: string): LineProcess {
    return new LineProcess(script);
  }

  private constructor(script: string) {
    this.#script = script;
    this.#process = spawn(process.execPath, [script]);
    this.#process.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** Asks; the same question is not asked twice. */
  async ask(question: object): Promise<unknown> {
    const line = JSON.stringify(question);
    if (!this.#known.has(line)) {
      const answer = this.#last.then(() => this.#send(line));
      this.#last = answer.catch(() => undefined);
      this.#known.set(line, await answer);
    }
    return this.#known.get(line);
  }

  async #send(line: string): Promise<unknown> {
    this.#process.stdin.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    if (done) {
      throw new Error(
        `${this.#script} ended with code ${this.#process.exitCode}`,
      );
    }
    return JSON.parse(value);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.stdin.end();
      await exited;
    }
    this.#lines.close();
  }
}
