/**
 * True if a file may be downloaded from an address: by https, from one of the hosts; `*.example.com` means every host
 * below.
 *
 * @public
 */
export function isHostAllowed(url: URL, patterns: readonly string[]): boolean {
  return (
    url.protocol === 'https:' &&
    patterns.some(pattern =>
      pattern.startsWith('*.')
        ? url.host.endsWith(pattern.slice(1))
        : url.host === pattern,
    )
  );
}
