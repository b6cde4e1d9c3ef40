import { ScanResult } from '../sources';
import { identifiersOf } from './identifiersOf';
import { packageOf } from './packageOf';
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
  const title =
    rule?.shortDescription?.text ?? rule?.name ?? message?.split('\n')[0] ?? id;
  const help =
    rule?.help?.markdown ?? rule?.help?.text ?? rule?.fullDescription?.text;
  const helpUrl = webLink(rule?.helpUri);
  const cwe = [
    result.properties?.cwe ?? [],
    rule?.properties?.cwe ?? [],
  ].flat();
  return {
    rule: id.slice(0, 300),
    title: title.slice(0, 500),
    ...(message && { description: message.slice(0, 5_000) }),
    ...(help && { help: help.slice(0, 20_000) }),
    ...(helpUrl && { helpUrl }),
    severity: severityOf(
      result.properties?.['security-severity'] ??
        rule?.properties?.['security-severity'],
      result.level ?? rule?.defaultConfiguration?.level,
    ),
    identifiers: identifiersOf([
      id,
      ...(rule?.properties?.tags ?? []).slice(0, 100),
      ...(result.properties?.tags ?? []).slice(0, 100),
      ...cwe.slice(0, 100),
    ]),
    ...(path && { path }),
    ...(line && { line }),
    ...packageOf(result, rule),
  };
}

/** Path below the repository's root with `/`, however the scanner wrote it. */
function normalisedPath(uri: string | undefined): string | undefined {
  if (!uri) {
    return undefined;
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

function webLink(uri: string | undefined): string | undefined {
  if (!uri || uri.length > 2_000 || !URL.canParse(uri)) {
    return undefined;
  }
  const url = new URL(uri);
  return ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}
