import {
  SarifLog,
  SarifResult,
  SarifRule,
} from '../../forge/codeScanning/records';

export const severities = ['critical', 'high', 'medium', 'low'] as const;

export type GateSeverity = (typeof severities)[number];

/** What a security gate sees of a result. */
export interface GateFinding {
  rule: string;
  severity: GateSeverity;
  path: string;
}

/** The results of a scan, with the severity that code scanning and the portal give them. */
export function findingsIn({ runs }: SarifLog): GateFinding[] {
  return runs.flatMap(({ tool, results = [] }) => {
    const { rules = [] } = tool.driver;
    return results.map(result => {
      const rule =
        rules.find(each => each.id === result.ruleId) ??
        rules[result.ruleIndex ?? -1];
      const [location] = result.locations ?? [];
      return {
        rule: result.ruleId ?? rule?.id ?? 'unknown',
        severity: severityOf(result, rule),
        path: location?.physicalLocation?.artifactLocation?.uri ?? '',
      };
    });
  });
}

function severityOf(
  result: SarifResult,
  rule: SarifRule | undefined,
): GateSeverity {
  const score = Number(rule?.properties?.['security-severity'] ?? 0);
  if (score > 0) {
    const bounds = [9, 7, 4, 0];
    return severities[bounds.findIndex(bound => score >= bound)];
  }
  switch (result.level ?? rule?.defaultConfiguration?.level) {
    case 'error':
      return 'high';
    case 'note':
    case 'none':
      return 'low';
    default:
      return 'medium';
  }
}
