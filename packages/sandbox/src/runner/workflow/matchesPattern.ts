/**
 * GitHub's filter patterns for branches, tags and paths: `*` stops at a slash, `**` does not, `!` excludes what a
 * pattern before it matched.
 */
export function matchesPatterns(
  value: string,
  patterns: readonly string[],
): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      matched = matched && !toRegExp(pattern.slice(1)).test(value);
    } else {
      matched = matched || toRegExp(pattern).test(value);
    }
  }
  return matched;
}

function toRegExp(pattern: string): RegExp {
  const source = pattern.replace(
    /\*\*\/|\*\*|\*|[?+]|\[[^\]]*\]|[.^$(){}|\\\]]/g,
    match => {
      switch (match) {
        case '**/':
          return '(?:.*/)?';
        case '**':
          return '.*';
        case '*':
          return '[^/]*';
        case '?':
        case '+':
          return match;
        default:
          return match.startsWith('[') ? match : `\\${match}`;
      }
    },
  );
  return new RegExp(`^${source}$`);
}
