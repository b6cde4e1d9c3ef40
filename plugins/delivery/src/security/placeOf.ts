import { Finding } from '@fairway/backstage-plugin-delivery-common';

/** Where a finding is, in one line: a file with its line, or a package with its version. */
export function placeOf(finding: Finding): string | undefined {
  if (finding.packageName) {
    return [finding.packageName, finding.installedVersion]
      .filter(Boolean)
      .join(' ');
  }
  if (finding.path) {
    return finding.line ? `${finding.path}:${finding.line}` : finding.path;
  }
  return undefined;
}
