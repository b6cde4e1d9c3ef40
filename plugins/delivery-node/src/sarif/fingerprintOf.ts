import { hash as digest } from 'node:crypto';
import { ScanResult } from '../sources';
import { SarifResult } from './sarifSchema';

/**
 * The identity of a finding over many scans. The scanner's own full fingerprints decide alone; a partial one is only
 * unique together with rule, path and package (SARIF 2.1.0, 3.27.17); without either, the flagged code (or the message)
 * stands in. A line number never takes part: it changes with every edit above it.
 */
export function fingerprintOf(
  read: Omit<ScanResult, 'fingerprint'>,
  result: SarifResult,
  occurrences: Map<string, number>,
): string {
  const full = entriesOf(result.fingerprints);
  if (full.length > 0) {
    return hash(['full', read.rule, ...full]);
  }
  const place = [read.rule, read.path ?? '', read.packageName ?? ''];
  const partial = entriesOf(result.partialFingerprints);
  if (partial.length > 0) {
    return hash(['partial', ...place, ...partial]);
  }
  const snippet =
    result.locations?.[0]?.physicalLocation?.region?.snippet?.text;
  const context = hash([
    'context',
    ...place,
    snippet === undefined
      ? withoutNumbers(normalised(result.message?.text ?? ''))
      : normalised(snippet),
  ]);
  // The same code twice in a file is two findings.
  const occurrence = (occurrences.get(context) ?? 0) + 1;
  occurrences.set(context, occurrence);
  return occurrence === 1 ? context : hash([context, String(occurrence)]);
}

function entriesOf(values: Record<string, string> | undefined): string[] {
  return Object.entries(values ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
}

function normalised(text: string): string {
  return text.slice(0, 10_000).replace(/\s+/g, ' ').trim();
}

// Messages often quote the line: `at app.py:48`.
function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '0');
}

function hash(parts: string[]): string {
  return digest('sha256', JSON.stringify(parts), 'hex');
}
