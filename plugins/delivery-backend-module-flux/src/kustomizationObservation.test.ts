import { kustomizationObservation } from './kustomizationObservation';
import { readKustomization } from './readKustomization';

const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);

type Given = {
  name?: string;
  check?: string;
  suspend?: boolean;
  applied?: string;
  attempted?: string;
  ready?: [status: string, reason: string, message?: string];
};

function kustomization(given: Given) {
  const { ready } = given;
  const read = readKustomization({
    metadata: {
      uid: 'u',
      name: given.name ?? 'shop-staging',
      labels: {
        'fairway.dev/service': 'shop',
        'fairway.dev/environment': 'staging',
        ...(given.check && { 'fairway.dev/check': given.check }),
      },
    },
    spec: { suspend: given.suspend },
    status: {
      lastAppliedRevision: given.applied && `main@sha1:${given.applied}`,
      lastAttemptedRevision: given.attempted && `main@sha1:${given.attempted}`,
      conditions: ready && [
        { type: 'Reconciling', status: 'True', reason: 'x' },
        {
          type: 'Ready',
          status: ready[0],
          reason: ready[1],
          message: ready[2],
          lastTransitionTime: '2026-11-20T10:00:00Z',
        },
      ],
    },
  });
  if (!read) {
    throw new Error('It was not read');
  }
  return read;
}

const observe = (...given: Given[]) =>
  kustomizationObservation(given.map(kustomization));

describe('what Kustomizations of Flux say about an environment', () => {
  it('is synced and healthy at the commit that was applied', () => {
    expect(
      observe({
        applied: NEW,
        attempted: NEW,
        ready: ['True', 'ReconciliationSucceeded'],
      }),
    ).toEqual({
      health: 'healthy',
      sync: 'synced',
      revision: NEW,
      checks: [],
    });
  });

  it('is on its way while Flux waits for the new pods', () => {
    expect(
      observe({
        applied: OLD,
        attempted: NEW,
        ready: ['Unknown', 'Progressing', 'Reconciliation in progress'],
      }),
    ).toMatchObject({
      health: 'progressing',
      sync: 'out-of-sync',
      revision: OLD,
    });
  });

  it('is degraded at the new commit when that was applied and does not come up', () => {
    expect(
      observe({
        applied: OLD,
        attempted: NEW,
        ready: [
          'False',
          'HealthCheckFailed',
          "timeout waiting for: [Rollout/shop-staging/shop status: 'Failed']",
        ],
      }),
    ).toMatchObject({
      health: 'degraded',
      sync: 'synced',
      revision: NEW,
      messageKind: 'symptom',
    });
  });

  it.each(['ReconciliationFailed', 'BuildFailed', 'ArtifactFailed'])(
    'says why nothing new is applied (%s), and nothing about what runs',
    reason => {
      expect(
        observe({
          applied: OLD,
          attempted: NEW,
          ready: ['False', reason, 'kustomize build failed: no such file'],
        }),
      ).toMatchObject({
        health: 'unknown',
        sync: 'out-of-sync',
        revision: OLD,
        message: expect.stringContaining('no such file'),
        messageKind: 'cause',
      });
    },
  );

  it('knows nothing while somebody has suspended it', () => {
    expect(
      observe({
        suspend: true,
        applied: OLD,
        ready: ['True', 'ReconciliationSucceeded'],
      }),
    ).toMatchObject({
      health: 'unknown',
      sync: 'unknown',
      message: 'suspended in Flux: commits are not applied',
    });
  });

  it('knows nothing before Flux has looked', () => {
    expect(observe({})).toMatchObject({
      health: 'unknown',
      sync: 'out-of-sync',
    });
  });

  it.each<[string, Given, object]>([
    [
      'passed for the commit that it ran on',
      {
        applied: NEW,
        attempted: NEW,
        ready: ['True', 'ReconciliationSucceeded'],
      },
      { state: 'passed', revision: NEW, at: '2026-11-20T10:00:00Z' },
    ],
    [
      'failed for the commit that it tried',
      {
        applied: OLD,
        attempted: NEW,
        ready: ['False', 'HealthCheckFailed', 'Job/smoke-test failed'],
      },
      {
        state: 'failed',
        revision: NEW,
        summary: 'Job/smoke-test failed',
        at: '2026-11-20T10:00:00Z',
      },
    ],
    [
      'waits for the environment',
      {
        applied: OLD,
        attempted: OLD,
        ready: ['False', 'DependencyNotReady', 'dependency is not ready'],
      },
      { state: 'pending', revision: OLD },
    ],
    [
      'runs',
      { applied: OLD, attempted: NEW, ready: ['Unknown', 'Progressing'] },
      { state: 'running', revision: NEW },
    ],
  ])('has a smoke test that %s', (_case, given, check) => {
    const observation = observe(
      { applied: NEW, ready: ['True', 'ReconciliationSucceeded'] },
      { ...given, name: 'shop-staging-smoke-test', check: 'smoke-test' },
    );
    expect(observation?.checks).toEqual([
      { kind: 'smoke-test', name: 'Smoke test', ...check },
    ]);
    expect(observation).toMatchObject({ health: 'healthy' });
  });

  it('is unclear when two claim it', () => {
    expect(observe({ name: 'b' }, { name: 'a' })).toMatchObject({
      health: 'unknown',
      message: 'several Kustomizations claim this environment: a, b',
    });
  });

  it('is nothing where only a check is left', () => {
    expect(observe({ check: 'smoke-test' })).toBeUndefined();
  });

  it('does not read what is no Kustomization', () => {
    expect(readKustomization({ metadata: { name: 'x' } })).toBeUndefined();
    expect(readKustomization(undefined)).toBeUndefined();
  });
});
