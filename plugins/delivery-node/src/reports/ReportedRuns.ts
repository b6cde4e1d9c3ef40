const MAX_RUNS = 10_000;

/**
 * Ids of runs that reported and have not ended yet: their release can be read at once, where those of other runs are only
 * looked for at the end.
 *
 * @public
 */
export class ReportedRuns {
  readonly #ids = new Set<string>();

  static create(): ReportedRuns {
    return new ReportedRuns();
  }

  private constructor() {}

  add(id: string): void {
    this.#ids.delete(id);
    this.#ids.add(id);
    if (this.#ids.size > MAX_RUNS) {
      const [oldest] = this.#ids;
      this.#ids.delete(oldest);
    }
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Of a run that was read. */
  delete(id: string): void {
    this.#ids.delete(id);
  }
}
