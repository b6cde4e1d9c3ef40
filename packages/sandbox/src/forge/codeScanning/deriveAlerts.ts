import { createHash } from 'node:crypto';
import {
  AlertObservation,
  AlertRecord,
  AlertState,
  AnalysisRecord,
  SarifResult,
  SarifRule,
  SarifRun,
} from './records';

/** The alerts that the results of a SARIF run stand for. */
export function deriveAlerts(
  analysis: Pick<AnalysisRecord, 'toolName' | 'category'>,
  run: SarifRun,
): AlertObservation[] {
  const rules = run.tool.driver.rules ?? [];
  const seen = new Map<string, AlertObservation>();
  for (const result of run.results ?? []) {
    const rule = ruleOf(result, rules);
    const fingerprint = fingerprintOf(analysis, rule, result);
    const severity = severityOf(result, rule);
    if (!seen.has(fingerprint)) {
      seen.set(fingerprint, {
        fingerprint,
        rule,
        severity,
        securitySeverity: securitySeverityOf(rule),
        message: result.message.text ?? result.message.markdown ?? rule.id,
        location: result.locations?.[0] ?? {},
      });
    }
  }
  return [...seen.values()];
}

function ruleOf(result: SarifResult, rules: SarifRule[]): SarifRule {
  const byIndex =
    result.ruleIndex === undefined ? undefined : rules[result.ruleIndex];
  const id = result.ruleId ?? byIndex?.id ?? 'unknown';
  return byIndex ?? rules.find(rule => rule.id === id) ?? { id };
}

function fingerprintOf(
  analysis: Pick<AnalysisRecord, 'toolName' | 'category'>,
  rule: SarifRule,
  result: SarifResult,
): string {
  const place = result.locations?.[0]?.physicalLocation;
  const own = result.fingerprints ??
    result.partialFingerprints ?? {
      // GitHub computes its own from the source; without it the place has to do.
      line: String(place?.region?.startLine ?? ''),
    };
  const parts = [
    analysis.toolName,
    analysis.category,
    rule.id,
    place?.artifactLocation?.uri ?? '',
    ...Object.entries(own)
      .sort(([a], [b]) => a.localeCompare(b))
      .flat(),
  ];
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

function severityOf(
  result: SarifResult,
  rule: SarifRule,
): AlertObservation['severity'] {
  const level = result.level ?? rule.defaultConfiguration?.level;
  switch (level) {
    case 'none':
    case 'note':
    case 'error':
      return level;
    default:
      return 'warning';
  }
}

/** The bands that GitHub documents for `security-severity`. */
function securitySeverityOf(
  rule: SarifRule,
): AlertObservation['securitySeverity'] {
  const score = Number(rule.properties?.['security-severity']);
  if (!(score > 0)) {
    return undefined;
  }
  if (score > 9) {
    return 'critical';
  }
  if (score >= 7) {
    return 'high';
  }
  return score >= 4 ? 'medium' : 'low';
}

/** A dismissed alert that is fixed counts as fixed, as on GitHub. */
export function alertState(alert: AlertRecord): AlertState {
  if (alert.fixedAt) {
    return 'fixed';
  }
  return alert.dismissal ? 'dismissed' : 'open';
}
