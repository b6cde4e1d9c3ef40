import {
  FleetCell,
  FleetPage,
  FleetQuery,
  FleetRow,
} from '@fairway/backstage-plugin-delivery-common';
import { ago, inFuture } from './times';

const environments = ['development', 'staging', 'production'];
const freezeEnd = inFuture(3 * 1440);
const cluster = 'Cluster eu-2';

/** Name, owner, system, then version and age per environment. */
const services: [string, string, string, string, string, string][] = [
  [
    'payment-router',
    'payments',
    'checkout',
    '4.7.0 2h',
    '4.7.0 1h',
    '4.6.2 8m',
  ],
  [
    'cart-service',
    'storefront',
    'checkout',
    '2.19.0 5h',
    '2.19.0 31m',
    '2.18.4 3d',
  ],
  ['stock-feed', 'logistics', 'fulfilment', '1.3.9 1d', '1.3.9 1d', '1.3.6 8d'],
  [
    'route-planner',
    'logistics',
    'fulfilment',
    '0.58.1 4h',
    '0.58.0 1d',
    '0.57.3 5d',
  ],
  [
    'warehouse-sync',
    'logistics',
    'fulfilment',
    '2.5.0 5d',
    '2.5.0 1d',
    '2.4.9 4d',
  ],
  [
    'checkout-api',
    'payments',
    'checkout',
    '1.15.0 58m',
    '1.15.0 4m',
    '1.14.2 6d',
  ],
  ['ledger-api', 'payments', 'ledger', '2.31.0 1d', '2.31.0 1d', '2.30.1 9d'],
  [
    'search-index',
    'storefront',
    'catalogue',
    '8.2.0 1m',
    '8.1.5 2d',
    '8.1.5 2d',
  ],
  [
    'session-store',
    'identity',
    'identity',
    '1.9.4 6d',
    '1.9.4 6d',
    '1.9.1 21d',
  ],
  ['login-web', 'identity', 'identity', '5.0.2 7h', '5.0.2 6h', '5.0.1 4d'],
  [
    'recommendations',
    'storefront',
    'catalogue',
    '0.9.0 2d',
    '0.8.8 8d',
    '0.8.8 8d',
  ],
  [
    'sms-gateway',
    'platform',
    'messaging',
    '2.0.0 2d',
    '2.0.0 2d',
    '1.12.7 30d',
  ],
  [
    'feature-flags-of-every-team',
    'platform',
    'platform',
    '3.21.0 3d',
    '3.21.0 3d',
    '3.21.0 2d',
  ],
  ['gift-cards', 'storefront', 'checkout', '0.2.0 2h', '0.1.9 1d', ''],
  ['fraud-score', 'risk', 'risk', '1.0.0 1d', '1.0.0 1d', '1.0.0 1d'],
];

const unreachable: Partial<FleetCell> = {
  freshness: 'unreachable',
  asOf: ago(12),
};
const denied: Partial<FleetCell> = { freshness: 'denied', version: undefined };

const special: Record<string, Partial<FleetCell>> = {
  'payment-router production': { health: 'degraded', message: '2/6 pods' },
  'cart-service staging': { health: 'degraded', message: 'crash loop' },
  'stock-feed production': unreachable,
  'route-planner production': unreachable,
  'warehouse-sync production': unreachable,
  'warehouse-sync staging': { health: 'unknown', since: undefined },
  'checkout-api staging': {
    health: 'progressing',
    promotion: {
      id: 'p',
      state: 'verifying',
      version: '1.15.0',
      detail: 'soaking 4/10 min',
    },
    since: undefined,
  },
  'search-index development': { health: 'progressing', message: '2/4 pods' },
  'search-index production': { drift: true },
  'session-store production': { hold: true },
  'recommendations development': {
    health: 'suspended',
    message: 'scaled to zero',
    since: undefined,
  },
  'login-web production': { freshness: 'stale', asOf: ago(7) },
  'sms-gateway production': { vetoed: true },
  'gift-cards production': { deployed: false, health: undefined },
  'fraud-score development': denied,
  'fraud-score staging': denied,
  'fraud-score production': denied,
};

function cellOf(service: string, environment: string, text: string): FleetCell {
  const [version, age] = text.split(' ');
  const minutes = { m: 1, h: 60, d: 1440 }[age?.slice(-1) ?? ''] ?? 0;
  return {
    environment,
    version: version || undefined,
    health: 'healthy',
    since: age && ago(Number.parseInt(age, 10) * minutes),
    freshness: 'fresh',
    asOf: ago(0),
    deployed: true,
    drift: false,
    hold: false,
    vetoed: false,
    frozenUntil: environment === 'production' ? freezeEnd : undefined,
    ...special[`${service} ${environment}`],
  };
}

const rows: FleetRow[] = services.map(
  ([name, owner, system, ...texts], index) => ({
    serviceRef: `component:default/${name}`,
    name,
    namespace: 'default',
    title: name,
    owner: `group:default/${owner}`,
    system: `system:default/${system}`,
    pipeline: 'standard',
    cells: texts.map((text, at) => cellOf(name, environments[at], text)),
    behind:
      name === 'gift-cards' || name === 'fraud-score'
        ? undefined
        : (index * 7) % 12,
    behindSince: ago(1440 * (index + 1)),
    waiting: ['checkout-api', 'ledger-api'].includes(name)
      ? { have: 1, need: 2 }
      : undefined,
  }),
);

/** A fleet with one of everything. */
export function fleetAnswer(query: FleetQuery = {}): FleetPage {
  const found = rows.filter(row => row.name.includes(query.q ?? ''));
  return {
    rows: found,
    total: found.length,
    environments,
    counts: {
      healthy: 31,
      progressing: 2,
      degraded: 2,
      suspended: 1,
      unknown: 1,
      'not-deployed': 1,
      unreachable: 3,
      stale: 1,
      denied: 3,
      drift: 1,
      hold: 1,
      waiting: 2,
    },
    owners: ['group:default/payments', 'group:default/logistics'],
    systems: ['system:default/checkout'],
    sources: [
      {
        id: 'k',
        kind: 'deployments',
        title: cluster,
        state: 'unreachable',
        asOf: ago(12),
        nextTryAt: inFuture(1),
      },
    ],
    asOf: ago(0),
  };
}
