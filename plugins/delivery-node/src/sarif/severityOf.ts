import { Severity } from '@fairway/backstage-plugin-delivery-common';

/** Severity from a CVSS-like score, else from the level that SARIF gives. */
export function severityOf(
  score: string | number | undefined,
  level: string | undefined,
): Severity {
  const value = typeof score === 'string' ? Number.parseFloat(score) : score;
  if (value !== undefined && Number.isFinite(value)) {
    if (value >= 9) {
      return 'critical';
    }
    if (value >= 7) {
      return 'high';
    }
    return value >= 4 ? 'medium' : 'low';
  }
  switch (level ?? 'warning') {
    case 'error':
      return 'high';
    case 'warning':
      return 'medium';
    default:
      return 'low';
  }
}
