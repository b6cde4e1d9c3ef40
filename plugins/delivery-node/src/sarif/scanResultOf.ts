import { ScanResult } from '../sources';
import { identifiersOf, mergeIdentifiers } from './identifiersOf';
import { packageOf } from './packageOf';
import { ruleFactsOf } from './ruleFactsOf';
import { SarifResult, SarifRule } from './sarifSchema';
import { severityOf } from './severityOf';

/** What a result says, without its identity. */
export function scanResultOf(
  id: string,
  result: SarifResult,
  rule: SarifRule | undefined,
): Omit<ScanResult, 'fingerprint'> {
  const message = result.message?.text ?? result.message?.markdown;
  const location = result.locations?.[0]?.physicalLocation;
  const path = normalisedPath(location?.artifactLocation?.uri);
  const line = location?.region?.startLine;
  const { help, helpUrl, ...facts } = ruleFactsOf(rule);
  const title = facts.title ?? message?.split('\n', 1)[0] ?? id;
  return {
    rule: id.slice(0, 300),
    title: title.slice(0, 500),
    ...(message && { description: message.slice(0, 5_000) }),
    ...(help && { help }),
    ...(helpUrl && { helpUrl }),
    severity: severityOf(
      result.properties?.['security-severity'] ??
        rule?.properties?.['security-severity'],
      result.level ?? rule?.defaultConfiguration?.level,
    ),
    identifiers: mergeIdentifiers(
      facts.identifiers,
      identifiersOf([
        id,
        ...(result.properties?.tags ?? []).slice(0, 100),
        ...[result.properties?.cwe ?? []].flat().slice(0, 100),
      ]),
    ),
    ...(path && { path }),
    ...(line && { line }),
    ...packageOf(result, rule, facts.packageLines),
  };
}

/** What a path may hold that is written otherwise: escapes, schemes, back slashes, empty and dot segments. */
const ODD_PATH = /[%\\:]|^\/|\/\/|\/$|(^|\/)\.(\/|$)/;

/** Path below the repository's root with `/`, however the scanner wrote it. */
function normalisedPath(uri: string | undefined): string | undefined {
  if (!uri || !ODD_PATH.test(uri)) {
    return uri?.slice(0, 1_000) || undefined;
  }
  const path = decoded(uri)
    .replace(/^file:\/\/[^/]*/, '')
    .replaceAll('\\', '/')
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/');
  return path.slice(0, 1_000) || undefined;
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
