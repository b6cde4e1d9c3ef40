import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

type Running = {
  process: ChildProcessWithoutNullStreams;
  answers: AsyncIterator<string>;
};

/**
 * A Node process that answers each line of JSON with one; it starts with the first question. Libraries that are ES
 * modules only run in one, because Jest cannot load them.
 */
export class LineProcess {
  readonly #script: string;
  readonly #known = new Map<string, unknown>();
  #running: Running | undefined;
  #last: Promise<unknown> = Promise.resolve();

  static create(script: string): LineProcess {
    return new LineProcess(script);
  }

  private constructor(script: string) {
    this.#script = script;
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
    this.#running ??= this.#start();
    const { process: child, answers } = this.#running;
    child.stdin.write(`${line}\n`);
    const { value, done } = await answers.next();
    if (done) {
      throw new Error(`${this.#script} ended with code ${child.exitCode}`);
    }
    return JSON.parse(value);
  }

  #start(): Running {
    const child = spawn(process.execPath, [this.#script]);
    child.stderr.pipe(process.stderr);
    const lines = createInterface({ input: child.stdout });
    return { process: child, answers: lines[Symbol.asyncIterator]() };
  }

  async stop(): Promise<void> {
    const child = this.#running?.process;
    if (child && child.exitCode === null) {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    }
  }
}
