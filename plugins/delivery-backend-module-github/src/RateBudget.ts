const SHARE_TO_KEEP = 0.5;

/** How much of a rate limit is left, by the headers of GitHub's answers. */
export class RateBudget {
  #left: { share: number; until: number } | undefined;

  note(headers: Headers): void {
    const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map(
      name => Number(headers.get(`x-ratelimit-${name}`) ?? Number.NaN),
    );
    if (limit > 0 && remaining >= 0 && reset > 0) {
      this.#left = { share: remaining / limit, until: reset * 1000 };
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
