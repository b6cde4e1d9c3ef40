import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ForgeUrls } from './ForgeUrls';

const LIFETIME_MILLISECONDS = 60_000;

/**
 * Signs the addresses of logs and archives that REST redirects to. As on GitHub, whoever holds one may read it without
 * a token, for a minute.
 */
export class Downloads {
  readonly #key = randomBytes(32);
  readonly #urls: ForgeUrls;

  constructor(urls: ForgeUrls) {
    this.#urls = urls;
  }

  urlOf(...segments: (string | number)[]): string {
    const url = new URL(this.#urls.api('_downloads', ...segments));
    const expires = String(Date.now() + LIFETIME_MILLISECONDS);
    url.searchParams.set('expires', expires);
    url.searchParams.set('signature', this.#sign(url.pathname, expires));
    return url.href;
  }

  /** Whether this forge gave the address away, and not too long ago. */
  accepts(originalUrl: string): boolean {
    const url = new URL(originalUrl, this.#urls.base);
    const expires = url.searchParams.get('expires') ?? '';
    const given = Buffer.from(url.searchParams.get('signature') ?? '');
    const expected = Buffer.from(this.#sign(url.pathname, expires));
    return (
      given.length === expected.length &&
      timingSafeEqual(given, expected) &&
      Number(expires) > Date.now()
    );
  }

  #sign(pathname: string, expires: string): string {
    return createHmac('sha256', this.#key)
      .update(`${expires} ${pathname}`)
      .digest('hex');
  }
}
