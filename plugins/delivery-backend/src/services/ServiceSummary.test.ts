import { Release } from '@fairway/backstage-plugin-delivery-common';
import { ConfigReader } from '@backstage/config';
import { standardPipelines } from '../__testUtils__/DeliveryBench';
import { StoredDeployment } from '../deployments/DatabaseDeploymentStore';
import { fleetRecordOf } from '../fleet/fleetRecord';
import { readDeliveryConfig } from '../pipelines/readDeliveryConfig';
import { presentService } from './presentService';
import { EnvironmentFacts, summarizeService } from './ServiceSummary';

const { pipelines } = readDeliveryConfig(
  new ConfigReader({ delivery: { pipelines: standardPipelines } }),
  { gates: [] },
);
const service = {
  ref: 'component:default/checkout-api',
  namespace: 'default',
  name: 'checkout-api',
  title: 'Checkout API',
  pipeline: 'standard',
  annotations: {},
};
const fresh = {
  ofKind: () => [],
  deployments: () => [
    { source: 'Kubernetes', state: 'fresh' as const, asOf: '2026-11-20' },
  ],
};

const release = (n: number, more: Partial<Release> = {}): Release => ({
  id: `r-${n}`,
  serviceRef: service.ref,
  sequence: n,
  version: `1.0.${n}`,
  commit: String(n).repeat(40),
  image: 'image',
  digest: `sha256:${n}`,
  createdAt: '2026-11-20T10:00:00.000Z',
  evidence: [],
  ...more,
});
const runs = (n: number): StoredDeployment => ({
  environment: 'production',
  digest: `sha256:${n}`,
  health: 'healthy',
  sync: 'synced',
  checks: [],
  since: '2026-11-20T10:00:00.000Z',
  sources: ['kubernetes'],
});
const facts = (
  n: number | undefined,
  verified: Release[] = [],
  more: Partial<EnvironmentFacts> = {},
): EnvironmentFacts => ({
  deployment: n === undefined ? undefined : runs(n),
  release: n === undefined ? undefined : release(n),
  verified,
  rollbackTargets: verified,
  promotions: [],
  ...more,
});

function production(staging: EnvironmentFacts, own: EnvironmentFacts) {
  const summary = summarizeService({
    service,
    pipeline: pipelines.get('standard'),
    pipelineNames: ['standard'],
    pipelineRuns: [],
    pullRequests: [],
    environments: new Map([
      ['staging', staging],
      ['production', own],
    ]),
  });
  const view = presentService({
    summary,
    version: 1,
    pipeline: pipelines.get('standard'),
    freshness: fresh,
    allowed: summary.environments.flatMap(() => [true, true]),
    now: new Date('2026-11-20T12:00:00.000Z'),
    startedAt: '2026-11-20T00:00:00.000Z',
  });
  const record = fleetRecordOf({
    service,
    summary,
    freshness: fresh,
    waiting: undefined,
  });
  return { lane: view.environments[2], record };
}

describe('the summary of a service', () => {
  it('offers the newest good release that is verified before and newer than the running one', () => {
    const bad = { by: 'ada', at: '', reason: 'slow' };
    const { lane } = production(
      facts(4, [release(4, { veto: bad }), release(3), release(2), release(1)]),
      facts(1),
    );
    expect(lane.candidate?.version).toBe('1.0.3');
    expect(lane.abilities.promote).toEqual({ allowed: true });
  });

  it('says why nothing can be promoted', () => {
    const { lane } = production(facts(1, [release(1)]), facts(1));
    expect(lane.abilities.promote).toEqual({
      allowed: false,
      reason: 'Nothing newer than 1.0.1 is verified in staging',
    });
  });

  it('rolls back to the newest release that was verified there, not to the newest release', () => {
    const { lane } = production(
      facts(4),
      facts(4, [release(4), release(2), release(1)]),
    );
    expect(lane.rollbackTarget?.version).toBe('1.0.2');
    const nowhere = production(facts(4), facts(4, [release(4)])).lane;
    expect(nowhere.abilities.rollback).toEqual({
      allowed: false,
      reason: 'No earlier release is known to have worked in production',
    });
  });

  it('promotes nothing into a held environment, and says who holds it', () => {
    const hold = {
      environment: 'production',
      by: 'user:default/olga',
      at: '2026-11-20T10:00:00.000Z',
      reason: 'rolled back 1.0.2',
    };
    const { lane, record } = production(
      facts(2, [release(2)]),
      facts(1, [], { hold }),
    );
    expect(lane.abilities.promote).toEqual({
      allowed: false,
      reason: 'production is held: rolled back 1.0.2',
    });
    expect(record.counts).toMatchObject({ hold: 1, healthy: 2 });
  });

  it('shows an environment where nothing ever ran as not deployed, not as missing', () => {
    const seen: StoredDeployment = {
      ...runs(1),
      digest: undefined,
      since: undefined,
      health: 'missing',
    };
    const { lane, record } = production(
      facts(1),
      facts(undefined, [], { deployment: seen }),
    );
    expect(lane.deployment).toBeUndefined();
    expect(record.counts).toMatchObject({ 'not-deployed': 2, healthy: 1 });
  });

  it('puts what needs a person before what is well', () => {
    const well = production(facts(1), facts(1)).record;
    const ill = production(
      facts(1),
      facts(1, [], { deployment: { ...runs(1), health: 'degraded' } }),
    ).record;
    expect(ill.attention).toBeLessThan(well.attention);
  });
});
