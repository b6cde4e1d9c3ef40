const MAX_ANSWERS = 1_000;
const MAX_LENGTH = 16 * 1024;

/** Remembers answers about commits. A commit never changes, so an answer holds for ever; the oldest are forgotten. */
export class CommitMemory {
  readonly #answers = new Map<string, string>();

  /** The remembered answer to a question, else a fresh one. No answer (undefined) is not remembered. */
  async recall<T extends string | undefined>(
    question: readonly string[],
    ask: () => Promise<T>,
  ): Promise<T | string> {
    const key = question.join('\0');
    const known = this.#answers.get(key);
    if (known !== undefined) {
      return known;
    }
    const answer = await ask();
    if (answer !== undefined && answer.length <= MAX_LENGTH) {
      this.#answers.set(key, answer);
      this.#forget();
    }
    return answer;
  }

  #forget() {
    for (const key of this.#answers.keys()) {
      if (this.#answers.size <= MAX_ANSWERS) {
        return;
      }
      this.#answers.delete(key);
    }
  }
}
