const SHARE_TO_KEEP = 0.5;

/** GitHub and Azure DevOps write the first, GitLab the second. */
const PREFIXES = ['x-ratelimit', 'ratelimit'];

/**
 * How much of a rate limit is left, by the headers of a system's answers.
 *
 * @public
 */
export class RateBudget {
  #left: { share: number; until: number } | undefined;

  static create(): RateBudget {
    return new RateBudget();
  }

  private constructor() {}

  note(headers: Headers): void {
    for (const prefix of PREFIXES) {
      const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map(
        name => Number(headers.get(`${prefix}-${name}`) ?? Number.NaN),
      );
      if (limit > 0 && remaining >= 0 && reset > 0) {
        this.#left = { share: remaining / limit, until: reset * 1000 };
      }
    }
  }

  /**
   * True if reading what can wait leaves enough for what cannot: at least half of the limit belongs to what happens now.
   */
  get hasRoom(): boolean {
    return (
      !this.#left ||
      this.#left.share > SHARE_TO_KEEP ||
      this.#left.until <= Date.now()
    );
  }
}
