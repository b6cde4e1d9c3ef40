/**
 * Number of the next page of a list, by its `Link` header; undefined on the last one.
 *
 * @public
 */
export function nextPage(
  headers: Headers,
  page: string | undefined,
): string | undefined {
  return /<[^>]*>;\s*rel="next"/.test(headers.get('link') ?? '')
    ? String(Number(page ?? 1) + 1)
    : undefined;
}
