import { InputError } from '@backstage/errors';

/**
 * Builds a URL below a base from path segments. Every segment is encoded, so that a segment cannot leave its place:
 * `..%2Fadmin` becomes one segment with that name, `..` is refused.
 *
 * @public
 */
export function outboundUrl(
  baseUrl: string,
  segments: readonly string[],
  query: Record<string, string | number | undefined> = {},
): URL {
  const encoded = segments.map(segment => {
    // An encoded dot segment is still resolved by URL parsers, so it can only be refused.
    if (segment === '' || segment === '.' || segment === '..') {
      throw new InputError(
        `'${segment}' cannot be part of the path of a request below ${baseUrl}`,
      );
    }
    return encodeURIComponent(segment);
  });
  const url = new URL([baseUrl.replace(/\/+$/, ''), ...encoded].join('/'));
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) {
      url.searchParams.set(key, String(value));
    }
  }
  return url;
}
