const MAX_IDENTIFIERS = 20;
const PATTERN =
  /(?<![a-z0-9])(CVE-\d{4}-\d{4,10}|CWE-\d{1,6}|GHSA(?:-[0-9a-z]{4}){3})(?![0-9a-z])/gi;

/** CVE, CWE and GHSA identifiers in any of the texts, in one spelling: `external/cwe/cwe-089` gives `CWE-89`. */
export function identifiersOf(texts: (string | undefined)[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (const [match] of (text ?? '').slice(0, 2_000).matchAll(PATTERN)) {
      found.add(spelling(match));
    }
  }
  return [...found].sort().slice(0, MAX_IDENTIFIERS);
}

/** Both lists as one. */
export function mergeIdentifiers(a: string[], b: string[]): string[] {
  if (b.length === 0) {
    return a;
  }
  return [...new Set([...a, ...b])].sort().slice(0, MAX_IDENTIFIERS);
}

function spelling(identifier: string): string {
  const upper = identifier.toUpperCase();
  if (upper.startsWith('CWE-')) {
    return `CWE-${Number(upper.slice(4))}`;
  }
  return upper.startsWith('GHSA-')
    ? `GHSA${upper.slice(4).toLowerCase()}`
    : upper;
}
