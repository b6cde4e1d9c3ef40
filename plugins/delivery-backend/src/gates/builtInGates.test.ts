import { Evidence, Release } from '@fairway/backstage-plugin-delivery-common';
import {
  GateContext,
  ScanFindings,
} from '@fairway/backstage-plugin-delivery-node';
import fc from 'fast-check';
import { builtInGates } from './builtInGates';

const release: Release = {
  id: 'r-1',
  serviceRef: 'component:default/checkout-api',
  sequence: 1,
  version: '1.0.0',
  commit: 'a'.repeat(40),
  image: 'ghcr.io/acme/checkout-api',
  digest: `sha256:${'a'.repeat(64)}`,
  createdAt: '2026-11-20T10:00:00.000Z',
  evidence: [],
};

const proof = (
  kind: Evidence['kind'],
  result: Evidence['result'] = 'passed',
  summary = 'ok',
): Evidence => ({ kind, result, summary });

function judge(
  id: string,
  context: Partial<GateContext> & { evidence?: Evidence[] },
) {
  const gate = builtInGates.find(each => each.id === id);
  return gate?.evaluate({
    serviceRef: release.serviceRef,
    environment: 'production',
    release: { ...release, evidence: context.evidence ?? [] },
    verifiedIn: [],
    scans: [],
    settings: {},
    now: new Date('2026-11-20T12:00:00.000Z'),
    ...context,
  });
}

const none = { critical: 0, high: 0, medium: 0, low: 0 };
const scanned = (
  scope: string,
  open: Partial<typeof none>,
  fixable: Partial<typeof none> = {},
): ScanFindings => ({
  scanner: 'Scanner',
  scope,
  commit: release.commit,
  complete: true,
  at: '2026-11-20T10:30:00.000Z',
  open: { ...none, ...open },
  fixable: { ...none, ...fixable },
});

describe('built-in gates', () => {
  it.each(['tests', 'signature'] as const)(
    '%s: the verdict of the pipeline counts, and its absence is no pass',
    kind => {
      expect(judge(kind, { evidence: [proof(kind)] })?.state).toBe('passed');
      expect(judge(kind, { evidence: [proof(kind, 'failed')] })?.state).toBe(
        'failed',
      );
      expect(
        judge(kind, { evidence: [proof(kind, 'skipped', 'no runner')] }),
      ).toMatchObject({ state: 'failed', evidence: 'skipped: no runner' });
      expect(judge(kind, {})?.state).toBe('failed');
    },
  );

  it('coverage: asks for more than the pipeline if told so', () => {
    const evidence = [proof('coverage', 'passed', '87.4 %, limit 80 %')];
    expect(judge('coverage', { evidence })?.state).toBe('passed');
    expect(
      judge('coverage', { evidence, settings: { minimum: 85 } })?.state,
    ).toBe('passed');
    expect(
      judge('coverage', { evidence, settings: { minimum: 90 } }),
    ).toMatchObject({
      state: 'failed',
      evidence: '87.4 %, 90 % are asked for here',
    });
  });

  it('security gates: weigh the findings again, and wait for a scan', () => {
    const evidence = [proof('gate-1')];
    expect(judge('gate-1', { evidence })?.state).toBe('pending');
    expect(
      judge('gate-1', { evidence, settings: { requireScan: false } })?.state,
    ).toBe('passed');
    expect(
      judge('gate-1', { evidence, scans: [scanned('sast', { high: 3 })] }),
    ).toMatchObject({ state: 'passed', evidence: '3 high open' });
    expect(
      judge('gate-1', {
        evidence,
        scans: [scanned('sast', { critical: 1, high: 3 })],
        settings: { limits: { critical: 0, high: 2 } },
      }),
    ).toMatchObject({
      state: 'failed',
      evidence: '1 open critical, limit 0; 3 open high, limit 2',
    });
    expect(
      judge('gate-1', {
        evidence,
        scans: [scanned('sast', { critical: 1 })],
        settings: { onlyFixable: true },
      })?.state,
    ).toBe('passed');
  });

  it('security gates: gate 1 weighs code and dependencies, gate 2 the image', () => {
    const evidence = [proof('gate-1'), proof('gate-2')];
    const code = scanned('sast', { critical: 1 });
    const dependencies = scanned('dependencies', { critical: 2, low: 1 });
    const image = scanned('image', { critical: 4 });
    const clean = (scope: string) => scanned(scope, {});

    const badCode = [code, dependencies, clean('image')];
    expect(judge('gate-1', { evidence, scans: badCode })).toMatchObject({
      state: 'failed',
      evidence: '3 open critical, limit 0',
    });
    expect(judge('gate-2', { evidence, scans: badCode })?.state).toBe('passed');

    const badImage = [clean('sast'), image];
    expect(judge('gate-1', { evidence, scans: badImage })?.state).toBe(
      'passed',
    );
    expect(judge('gate-2', { evidence, scans: badImage })).toMatchObject({
      state: 'failed',
      evidence: '4 open critical, limit 0',
    });
    expect(judge('gate-2', { evidence, scans: [code] })).toEqual({
      state: 'pending',
      evidence: 'commit aaaaaaa has no complete scan of the image yet',
    });
  });

  it('security gates: weigh other scopes if told so, and want a scan of each', () => {
    const evidence = [proof('gate-2')];
    const settings = { scopes: ['container', 'base-image'] };
    const scans = [
      scanned('container', { critical: 1 }),
      scanned('image', { critical: 8 }),
    ];
    expect(judge('gate-2', { evidence, settings, scans })).toEqual({
      state: 'pending',
      evidence: 'commit aaaaaaa has no complete scan of base-image yet',
    });
    expect(
      judge('gate-2', {
        evidence,
        settings,
        scans: [...scans, scanned('base-image', {})],
      }),
    ).toMatchObject({ state: 'failed', evidence: '1 open critical, limit 0' });
  });

  it('gate 2: a quarantined release never passes, whatever the settings', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (onlyFixable, requireScan) => {
        const verdict = judge('gate-2', {
          release: {
            ...release,
            evidence: [proof('gate-2')],
            quarantine: { reason: 'CVE-2026-1', at: release.createdAt },
          },
          scans: [scanned('image', {})],
          settings: { onlyFixable, requireScan, limits: {} },
        });
        expect(verdict).toMatchObject({
          state: 'failed',
          evidence: 'quarantined: CVE-2026-1',
        });
      }),
    );
  });

  it('verified: waits for every environment before', () => {
    expect(
      judge('verified', {
        verifiedIn: [
          { environment: 'development', at: '2026-11-20T10:00:00.000Z' },
          { environment: 'staging', at: undefined },
        ],
      }),
    ).toEqual({ state: 'pending', evidence: 'not verified in staging yet' });
    expect(
      judge('verified', {
        verifiedIn: [
          { environment: 'staging', at: '2026-11-20T10:00:00.000Z' },
        ],
      })?.state,
    ).toBe('passed');
  });
});
