/** GitHub's patterns for names of refs: `*` and `?` stay within one segment, `**` crosses slashes. */
export function matchesRefPattern(pattern: string, ref: string): boolean {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map(
      part => wildcards.get(part) ?? part.replace(/[\\^$.|+()[\]{}]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`).test(ref);
}

const wildcards = new Map([
  ['**/', '(?:[^/]+/)*'],
  ['**', '.*'],
  ['*', '[^/]*'],
  ['?', '[^/]'],
]);
