import { SecurityView } from '@fairway/backstage-plugin-delivery-common';

export function securityView(over: Partial<SecurityView> = {}): SecurityView {
  const at = new Date(Date.now() - 2 * 3600_000).toISOString();
  return {
    serviceRef: 'component:default/checkout-api',
    exposure: [
      {
        environment: 'production',
        version: '1.14.2',
        open: { critical: 1, high: 3, medium: 6, low: 9 },
        overdue: 1,
      },
      {
        environment: 'staging',
        version: '1.15.0',
        open: { critical: 0, high: 2, medium: 7, low: 9 },
        overdue: 0,
      },
      { environment: 'development', version: '1.16.0' },
    ],
    trend: [
      { day: '2026-11-18', criticalAndHigh: 6, lower: 14 },
      { day: '2026-11-19', criticalAndHigh: 5, lower: 16 },
      { day: '2026-11-20', criticalAndHigh: 4, lower: 15 },
    ],
    fixedInTrend: 9,
    newInTrend: 8,
    scans: [
      {
        scanner: 'CodeQL',
        scannerVersion: '2.19',
        scope: 'code',
        commit: 'b7e04a2c0b1c2d3e4f5061728394a5b6c7d8e9f0',
        complete: true,
        at,
      },
    ],
    scanners: ['CodeQL', 'Grype'],
    total: 22,
    open: 20,
    decided: 2,
    clockDays: { critical: 7, high: 30, medium: 90 },
    provenance: [{ source: 'Code scanning', state: 'fresh', asOf: at }],
    ...over,
  };
}
