const DAYS = 3;
const MAX_SEEN = 10_000;

/**
 * Deliveries of webhooks that came already. A signature stays valid for ever: whoever recorded a delivery could send it
 * again and again to use up the rate limit. The sender itself sends a delivery again within three days.
 */
export class SeenDeliveries {
  readonly #seen = new Map<string, number>();

  /** True the first time that it is asked about a delivery. */
  isNew(id: string, now: number = Date.now()): boolean {
    const seenAt = this.#seen.get(id);
    if (seenAt !== undefined && now - seenAt < DAYS * 24 * 60 * 60 * 1000) {
      return false;
    }
    this.#seen.delete(id);
    this.#seen.set(id, now);
    if (this.#seen.size > MAX_SEEN) {
      const [oldest] = this.#seen.keys();
      this.#seen.delete(oldest);
    }
    return true;
  }
}
