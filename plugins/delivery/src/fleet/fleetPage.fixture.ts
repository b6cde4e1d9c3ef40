import {
  FleetCell,
  FleetPage,
  FleetRow,
} from '@fairway/backstage-plugin-delivery-common';

export function fleetCell(over: Partial<FleetCell> = {}): FleetCell {
  return {
    environment: 'production',
    version: '1.14.2',
    health: 'healthy',
    since: '2026-11-14T10:00:00Z',
    freshness: 'fresh',
    asOf: '2026-11-20T15:42:00Z',
    deployed: true,
    drift: false,
    hold: false,
    vetoed: false,
    ...over,
  };
}

export function fleetRow(
  name: string,
  cells: Partial<FleetCell>[] = [{}, {}, {}],
  over: Partial<FleetRow> = {},
): FleetRow {
  const environments = ['development', 'staging', 'production'];
  return {
    serviceRef: `component:default/${name}`,
    name,
    namespace: 'default',
    title: name,
    owner: 'group:default/payments',
    system: 'system:default/checkout',
    pipeline: 'standard',
    cells: cells.map((cell, index) =>
      fleetCell({ environment: environments[index], ...cell }),
    ),
    behind: 0,
    ...over,
  };
}

export function fleetPage(
  rows: FleetRow[],
  over: Partial<FleetPage> = {},
): FleetPage {
  return {
    rows,
    total: rows.length,
    environments: ['development', 'staging', 'production'],
    counts: { healthy: rows.length * 3 },
    owners: ['group:default/payments', 'group:default/logistics'],
    systems: ['system:default/checkout'],
    sources: [],
    asOf: new Date().toISOString(),
    ...over,
  };
}
