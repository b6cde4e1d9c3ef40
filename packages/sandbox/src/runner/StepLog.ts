/** The log of a job, as GitHub writes it: every line with its time. */
export class StepLog {
  readonly #lines: string[] = [];
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  write(line: string): void {
    const time = this.#now().toISOString().replace('Z', '0000Z');
    for (const each of line.split('\n')) {
      this.#lines.push(`${time} ${each}`);
    }
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
