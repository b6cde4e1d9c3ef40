import {
  Finding,
  FindingDetail,
} from '@fairway/backstage-plugin-delivery-common';

export function finding(over: Partial<Finding> = {}): Finding {
  return {
    id: 'finding-1',
    serviceRef: 'component:default/checkout-api',
    fingerprint: 'f00d',
    scanner: 'CodeQL',
    rule: 'py/sql-injection',
    title: 'SQL query built from user input',
    severity: 'high',
    identifiers: ['CWE-89'],
    path: 'src/app/refunds.py',
    line: 48,
    state: 'open',
    firstSeenAt: '2026-10-18T09:00:00Z',
    lastSeenAt: '2026-11-20T13:40:00Z',
    dueAt: '2026-11-17T12:00:00Z',
    environments: ['production', 'staging', 'development'],
    ...over,
  };
}

export function findingDetail(
  over: Partial<FindingDetail> = {},
): FindingDetail {
  return {
    ...finding(),
    help: 'Pass the term as a parameter.',
    helpUrl: 'https://codeql.example/py/sql-injection',
    url: 'https://forge.example/acme/checkout-api/blob/main/src/app/refunds.py#L48',
    witnesses: [
      {
        scanner: 'CodeQL',
        scannerVersion: '2.19',
        scope: 'code',
        commit: 'b7e04a2c0b1c2d3e4f5061728394a5b6c7d8e9f0',
        complete: true,
        at: '2026-11-20T13:40:00Z',
      },
    ],
    history: [
      {
        at: '2026-10-18T09:00:00Z',
        state: 'open',
        note: 'Reported by CodeQL in 1.12.0',
      },
    ],
    ...over,
  };
}
