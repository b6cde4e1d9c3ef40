import {
  Finding,
  SecurityView,
  ServiceView,
} from '@fairway/backstage-plugin-delivery-common';
import { release } from '../src/approvals/promotionView.fixture';
import { finding, findingDetail } from '../src/security/finding.fixture';
import { securityView } from '../src/security/securityView.fixture';
import { ago, inFuture } from './times';

const day = 1440;

export const findings: Finding[] = [
  finding({
    id: 'form-data',
    title: 'Predictable boundary in form-data',
    severity: 'critical',
    identifiers: ['CVE-2025-7783'],
    path: undefined,
    packageName: 'form-data',
    installedVersion: '4.0.0',
    fixedVersion: '4.0.4',
    environments: ['production'],
    dueAt: inFuture(3 * day),
  }),
  finding({ state: 'acknowledged', dueAt: ago(3 * day + 5) }),
  finding({
    id: 'axios',
    title: 'Request forgery through absolute URL in axios',
    identifiers: ['CVE-2025-27152'],
    path: undefined,
    packageName: 'axios',
    installedVersion: '1.7.4',
    dueAt: inFuture(5 * day),
  }),
  finding({
    id: 'spawn',
    title: 'Slow regular expression in cross-spawn',
    state: 'risk-accepted',
    acceptedUntil: inFuture(20 * day),
  }),
  finding({
    id: 'proto',
    title:
      'Property name from user input reaches an object without a prototype check',
    severity: 'medium',
    path: 'src/session/storage/savedCardsOfReturningCustomers.py',
    environments: ['staging', 'development'],
    dueAt: inFuture(89 * day),
  }),
  finding({
    id: 'fs',
    title: 'Container with a writable root file system',
    severity: 'medium',
    state: 'false-positive',
    dueAt: undefined,
  }),
  finding({
    id: 'random',
    title: 'Weak random number for a trace id',
    severity: 'low',
    dueAt: undefined,
    environments: [],
  }),
];

export const detail = (id: string) =>
  findingDetail({
    ...findings.find(one => one.id === id),
    id,
    description: 'The search term of the request reaches the query unescaped.',
    help: 'Pass the term as a parameter: `cursor.execute("… LIKE %s", [term])`.',
    history: [
      {
        at: ago(33 * day),
        state: 'open',
        note: 'Reported by CodeQL in 1.12.0',
      },
      {
        at: ago(20 * day),
        by: 'user:default/ada',
        state: 'acknowledged',
        reason: 'Needs a query builder, planned for sprint 24.',
        note: 'Acknowledged',
      },
    ],
  });

const high = [6, 6, 5, 5, 7, 7, 6, 4, 3, 4, 4];
const low = [14, 15, 15, 14, 16, 18, 18, 17, 17, 15, 15];

export const security: SecurityView = securityView({
  trend: high.map((criticalAndHigh, index) => ({
    day: ago((10 - index) * 3 * day).slice(0, 10),
    criticalAndHigh,
    lower: low[index],
  })),
});

const allowed = { allowed: true };

export const service: ServiceView = {
  serviceRef: 'component:default/checkout-api',
  name: 'checkout-api',
  namespace: 'default',
  title: 'checkout-api',
  pipeline: 'standard',
  pipelineTitle: 'Standard',
  version: 1,
  environments: [
    {
      name: 'production',
      after: ['staging'],
      entry: 'manual',
      provenance: [],
      drift: false,
      candidate: release('1.14.3', 12),
      abilities: { promote: allowed, rollback: allowed, hold: allowed },
    },
  ],
  pipelineRuns: [],
  pipelineRunsProvenance: [],
  pullRequests: [],
  findingsProvenance: [],
  asOf: ago(0),
};
